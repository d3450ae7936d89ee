import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AIMessage } from '@langchain/core/messages';
import { describePlugin, expectCodedError } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { grammarSchema } from './chat-llama-cpp.ts';
import { llamaCpp, plugin } from './index.ts';
import { llamaCppOptions } from './llama-cpp.ts';
import { loadNodeLlamaCpp } from './node-llama-cpp.ts';
import { tinyGguf } from './test-support/tiny-gguf.ts';

describePlugin(plugin, new URL('../package.json', import.meta.url));

const installed = await loadNodeLlamaCpp().then(
  () => true,
  () => false,
);
const create = (file: string) =>
  Promise.resolve(
    llamaCpp.create({
      options: llamaCppOptions.parse({ file, gpu: false, contextTokens: 256 }),
      needs: {},
      references: {},
    }),
  );
const broken = join(mkdtempSync(join(tmpdir(), 'totalfm-gguf-')), 'broken.gguf');
writeFileSync(broken, 'GGUF');

it('says that a file is not there', () => expectCodedError(create('nowhere.gguf'), 'TFM_LLAMA_CPP_MODEL'));

it.skipIf(installed)('says how to install node-llama-cpp where it is missing', async () => {
  const error: unknown = await create(broken).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'TFM_LLAMA_CPP_MISSING',
    fix: expect.stringContaining('npm install node-llama-cpp'),
  });
});

describe.skipIf(!installed)('with node-llama-cpp', () => {
  it('says that a file is no model', () => expectCodedError(create(broken), 'TFM_LLAMA_CPP_MODEL'));

  it('answers, the same every time, and in nothing but JSON of the schema where there is one', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'totalfm-gguf-')), 'tiny.gguf');
    writeFileSync(file, tinyGguf());
    const model = await llamaCpp.create({
      options: llamaCppOptions.parse({ file, gpu: false, contextTokens: 1024, parallel: 2, maxTokens: 40 }),
      needs: {},
      references: {},
    });
    try {
      const [one, two] = await Promise.all([model.invoke('Is this a test?'), model.invoke('Is this a test?')]);
      expect(one.text).toBe(two.text);
      expect((one as AIMessage).usage_metadata).toMatchObject({
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
      });
      expect(one.response_metadata.finish_reason).toMatch(/length|stop/);
      const schema = {
        title: 'x',
        type: 'object',
        required: ['organ', 'side'],
        additionalProperties: false,
        properties: {
          organ: { type: 'string', enum: ['liver', 'kidney'] },
          side: { type: ['string', 'null'], enum: ['left', 'right', null] },
        },
      };
      const { parsed } = await model.withStructuredOutput(schema, { includeRaw: true }).invoke('What is there?');
      expect(parsed).toEqual({
        organ: expect.stringMatching(/^(liver|kidney)$/),
        side: expect.toSatisfy((side: unknown) => ['left', 'right', null].includes(side as string | null)),
      });
      const stop = new AbortController();
      stop.abort();
      await expect(model.invoke('?', { signal: stop.signal })).rejects.toThrow();
    } finally {
      await (model as unknown as { dispose(): Promise<void> }).dispose();
    }
  });
});

it('makes schemas that node-llama-cpp can turn into grammars', () => {
  const field = { type: ['string', 'null'], enum: ['left', null] };
  const schema = {
    title: 'x',
    description: 'y',
    type: 'object',
    required: ['side', 'size'],
    additionalProperties: false,
    properties: { side: field, size: { type: ['number', 'null'] }, title: { type: 'string' } },
  };
  expect(grammarSchema(schema)).toEqual({
    type: 'object',
    required: ['side', 'size'],
    additionalProperties: false,
    properties: {
      side: { enum: ['left', null] },
      size: { oneOf: [{ type: 'number' }, { type: 'null' }] },
      title: { type: 'string' },
    },
  });
});
