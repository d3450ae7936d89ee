import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage } from '@langchain/core/messages';
import { builtInOrgans, type ChatModel } from '@totalfm/core';
import { bench, describe } from 'vitest';
import { createRulesDeidentifier } from '../deidentify/create-rules-deidentifier.ts';
import { createLlmParser } from './create-llm-parser.ts';
import { llmOptions } from './options.ts';

// A report of usual length, and a model that answers at once: what remains is our own time (and LangChain's) for a report.
const sentences = builtInOrgans.slice(0, 8).flatMap(({ organ, normal, findings }) => [
  { organ, finding: null, quote: normal[0], state: 'absent' },
  ...findings.slice(0, 1).map(({ id, prompts }) => ({
    organ,
    finding: id,
    quote: prompts.present[0].replaceAll('{side}', 'left'),
    state: 'present',
  })),
]);
const report = `FINDINGS:\n${sentences.map(({ quote }) => quote).join(' ')}`;
const answer = JSON.stringify({
  findings: sentences.map((sentence) => ({ ...sentence, side: null, size_mm: null, change: null, confidence: 0.9 })),
});

class InstantModel extends BaseChatModel {
  _llmType() {
    return 'instant';
  }
  async _generate() {
    return { generations: [{ text: answer, message: new AIMessage(answer) }] };
  }
}

const anatomy = { organs: builtInOrgans };
const options = llmOptions.parse({ model: '$x', concurrency: 16 });
const make = (cacheDir?: string) =>
  createLlmParser({
    anatomy,
    model: new InstantModel({}) as unknown as ChatModel,
    options,
    workspace: { workers: 1, cacheDir, record() {} },
  });
const asking = make();
const cached = make(mkdtempSync(join(tmpdir(), 'totalfm-bench-')));
const deidentifier = createRulesDeidentifier();
await cached.parse(report);
let exam = 0;

// The floor: what it costs to say and hear anything at all over HTTP on this machine.
const server = createServer((_request, response) => response.end(answer))
  .listen(0, '127.0.0.1')
  .unref();
await new Promise((listening) => server.once('listening', listening));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('one report', () => {
  bench(
    'a request to a server that does nothing',
    async () => void (await (await fetch(url, { method: 'POST', body: report })).text()),
  );
  bench('asked', async () => void (await asking.parse(`${report} Exam ${exam++}.`)));
  bench('from the cache', async () => void (await cached.parse(report)));
  bench('de-identified', async () => void (await deidentifier.mask(report)));
});
