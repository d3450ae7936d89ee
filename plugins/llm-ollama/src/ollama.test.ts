import { describeChatModel, describePlugin } from '@totalfm/testing';
import { ollama, plugin } from './index.ts';
import { ollamaOptions } from './ollama.ts';

describePlugin(plugin, new URL('../package.json', import.meta.url));

describeChatModel('ollama', {
  make: ({ url, privacy }) =>
    ollama.create({ options: ollamaOptions.parse({ model: 'test', url }), needs: { privacy }, references: {} }),
  answer(text, { body, path }, response) {
    if (path !== '/api/chat') return void response.writeHead(404).end();
    const line = (content: string, more: object) =>
      `${JSON.stringify({ model: 'test', created_at: '2026-01-01T00:00:00Z', message: { role: 'assistant', content }, ...more })}\n`;
    const end = { done: true, done_reason: 'stop', prompt_eval_count: 9, eval_count: 2 };
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    if (!body.stream) return void response.end(line(text, end));
    for (const letter of text) response.write(line(letter, { done: false }));
    response.end(line('', end));
  },
});
