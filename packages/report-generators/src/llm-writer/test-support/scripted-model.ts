import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';

/** What a model answers to a question; an error is thrown. */
export type Reply = (question: string, signal?: AbortSignal) => string | Error | AIMessage | Promise<string>;

/** A real chat model of LangChain's, whose words a test gives it. */
export class ScriptedModel extends BaseChatModel {
  readonly asked: string[] = [];
  private readonly reply: Reply;

  constructor(reply: Reply) {
    super({ maxRetries: 0 });
    this.reply = reply;
  }

  _llmType() {
    return 'scripted';
  }

  async _generate(messages: BaseMessage[], { signal }: this['ParsedCallOptions']): Promise<ChatResult> {
    const question = String(messages.at(-1)?.content);
    this.asked.push(question);
    const answer = await this.reply(question, signal);
    if (answer instanceof Error) throw answer;
    const message = typeof answer === 'string' ? new AIMessage(answer) : answer;
    return { generations: [{ text: message.text, message }] };
  }
}

/** Words every fact of a question as a good model does: each in a sentence of its own. */
export function wordFacts(question: string): string {
  const lines = question.split('\n\n').map((section) => {
    const [title, ...facts] = section.split('\n').map((line) => line.trim());
    return `${title} ${facts.flatMap(wordFact).join(' ')}`;
  });
  return `Here is the report:\n${lines.join('\n')}\nImpression: A large renal cyst of 9 cm.`;
}

function wordFact(fact: string): string[] {
  const [kind, what] = fact.split(': ');
  if (kind === 'not assessed') return [];
  if (kind === 'unremarkable') return [`Normal appearance of ${what} is noted.`];
  const [, name, side, size] = /^([^(,]+?)(?: \((.+?)\))?(?:, (\d+ mm) from head to foot)?$/.exec(what)!;
  const where = side === undefined ? '' : side === 'both sides' ? ' on both sides' : ` on the ${side}`;
  if (kind === 'not present') return [`The scan shows no ${name}${where}.`];
  return [`The scan shows ${name}${where}${size ? `, ${size} from head to foot` : ''}.`];
}
