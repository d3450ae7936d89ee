import { describeChatModel, describePlugin } from '@totalfm/testing';
import { anthropic, plugin } from './index.ts';
import { anthropicOptions } from './anthropic.ts';

describePlugin(plugin, new URL('../package.json', import.meta.url));

describeChatModel('anthropic', {
  keyHeader: 'x-api-key',
  make: ({ url, streaming, privacy, secrets }) =>
    anthropic.create({
      options: anthropicOptions.parse({ model: 'test', url, streaming }),
      needs: { privacy, secrets },
      references: {},
    }),
  answer(text, { body, path }, response) {
    if (path !== '/v1/messages') return void response.writeHead(404).end();
    const head = { id: 'x', type: 'message', role: 'assistant', model: 'test' };
    const [tool] = (body.tools ?? []) as { name: string }[];
    const input = tool && asObject(text);
    if (!body.stream) {
      const content = input ? [{ type: 'tool_use', id: 'y', name: tool.name, input }] : [{ type: 'text', text }];
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          ...head,
          content,
          stop_reason: input ? 'tool_use' : 'end_turn',
          stop_sequence: null,
          usage: { input_tokens: 9, output_tokens: 2 },
        }),
      );
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (type: string, data: object) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
    send('message_start', {
      message: {
        ...head,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 9, output_tokens: 0 },
      },
    });
    send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    for (const letter of text) send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: letter } });
    send('content_block_stop', { index: 0 });
    send('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 2 } });
    send('message_stop', {});
    response.end();
  },
});

function asObject(text: string): object | undefined {
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
