import { describeChatModel, describePlugin } from '@totalfm/testing';
import { openai, plugin } from './index.ts';
import { openaiOptions } from './openai.ts';

describePlugin(plugin, new URL('../package.json', import.meta.url));

const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };

describeChatModel('openai', {
  keyHeader: 'authorization',
  make: ({ url, streaming, privacy, secrets }) =>
    openai.create({
      options: openaiOptions.parse({ model: 'test', url: `${url}/v1`, streaming }),
      needs: { privacy, secrets },
      references: {},
    }),
  answer(text, { body, path }, response) {
    if (path !== '/v1/chat/completions') return void response.writeHead(404).end();
    const head = { id: 'x', created: 0, model: 'test' };
    if (!body.stream) {
      const message = { role: 'assistant', content: text };
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          ...head,
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason: 'stop' }],
          usage,
        }),
      );
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (choices: object[], more = {}) =>
      response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`);
    for (const letter of text) send([{ index: 0, delta: { role: 'assistant', content: letter }, finish_reason: null }]);
    send([{ index: 0, delta: {}, finish_reason: 'stop' }]);
    send([], { usage });
    response.end('data: [DONE]\n\n');
  },
});
