import { AsyncLocalStorage } from 'node:async_hooks';
import { ChatOllama, type ChatOllamaInput } from '@langchain/ollama';

/** The client would print a line that is no JSON, and with it what a report says. Here it is an error. */
function jsonLinesOnly(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let rest = '';
  const check = (line: string) => {
    if (line.trim() === '') return;
    try {
      JSON.parse(line);
    } catch {
      throw new Error('A line of the stream is not JSON.');
    }
  };
  return new TransformStream({
    transform(bytes, controller) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(check);
      controller.enqueue(bytes);
    },
    flush: () => check(rest),
  });
}

/** Of a refusal only the status goes on: the client prints lines about any other body, and a body may repeat a report. */
async function withoutBody({ status, statusText, headers, body }: Response): Promise<Response> {
  await body?.cancel();
  const refusal = new Headers(headers);
  refusal.set('content-type', 'application/json');
  for (const name of ['content-length', 'content-encoding']) refusal.delete(name);
  return new Response('{}', { status, statusText, headers: refusal });
}

type Generate = ChatOllama['_generate'];

/** LangChain's client of Ollama looks at its signal between pieces of an answer only: here it also ends the wait for the first. */
export class AbortableOllama extends ChatOllama {
  private readonly signals: AsyncLocalStorage<AbortSignal | undefined>;

  constructor(fields: ChatOllamaInput) {
    const signals = new AsyncLocalStorage<AbortSignal | undefined>();
    const abortable: typeof fetch = async (input, init) => {
      const all = [init?.signal, signals.getStore()].filter((signal) => signal instanceof AbortSignal);
      const response = await fetch(input, { ...init, signal: all.length > 0 ? AbortSignal.any(all) : null });
      const { status, statusText, headers, ok, body } = response;
      if (!ok) return withoutBody(response);
      return body ? new Response(body.pipeThrough(jsonLinesOnly()), { status, statusText, headers }) : response;
    };
    super({ ...fields, fetch: abortable });
    this.signals = signals;
  }

  override async _generate(...args: Parameters<Generate>): ReturnType<Generate> {
    return this.signals.run(args[1].signal, () => super._generate(...args));
  }
}
