import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AIMessage } from '@langchain/core/messages';
import {
  coreErrors,
  silentProgress,
  type Anatomy,
  type ChatModel,
  type DescribedExam,
  type Embedder,
  type ExamComposer,
  type LedgerLine,
  type OrganPart,
  type ParsedReport,
  type VolumeRow,
  type WrittenReport,
} from '@totalfm/core';
import {
  describeComponent,
  describeReportComposer,
  expectCodedError,
  plainParser,
  storedVolume,
  testAnatomy,
  testOrgans,
  testPairs,
} from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { composeOrganByOrgan } from '../composer/organ-by-organ.ts';
import { createLlmWriter, llmWriter } from './index.ts';
import type { LlmWriterOptions } from './options.ts';
import { ScriptedModel, wordFacts, type Reply } from './test-support/scripted-model.ts';

const options = llmWriter.options.parse({ model: '$local', selfCheck: 'off', slabs: 0, backoffSeconds: 0.001 });
const asModel = (model: ScriptedModel) => model as unknown as ChatModel;

describeComponent(llmWriter);
describeReportComposer('llm-writer', {
  make: () =>
    createLlmWriter({
      model: asModel(new ScriptedModel(wordFacts)),
      options: { ...options, selfCheck: 'drop', slabs: 2 },
    }),
});

const [liver] = testOrgans;
const spleen = {
  ...liver,
  organ: 'spleen',
  name: 'spleen',
  terms: ['spleen', 'splenic'],
  findings: [{ ...liver.findings[1], id: 'splenomegaly', name: 'splenomegaly' }],
  normal: ['The spleen is normal.'],
};
const anatomy: Anatomy = { organs: [...testAnatomy.organs, spleen] };
const { parse } = plainParser(anatomy);

/** Sees nothing. */
const embedder: Embedder = {
  width: 1,
  scale: 1,
  bias: 0,
  embedVolumes: async (volumes) => volumes.map(() => Float32Array.of(0)),
  embedTexts: async (texts) => texts.map(() => Float32Array.of(0)),
  dispose: async () => {},
};

const [somePair] = testPairs({ exams: 1 });
const some = storedVolume(somePair);

interface Given extends OrganPart {
  readonly says?: string;
  readonly row?: Partial<VolumeRow>;
}

/** An exam with a cyst of the liver and one of the left kidney, and a large spleen. */
const found: readonly Given[] = [
  { organ: 'liver', says: 'Hepatic cyst.' },
  { organ: 'kidney', side: 'left', says: 'Renal cyst.' },
  { organ: 'kidney', side: 'right' },
  { organ: 'spleen', says: 'Splenomegaly.', row: { organExtentMm: [80, 70, 152] } },
];

const examOf = (given: readonly Given[]): DescribedExam => ({
  exam: 'exam',
  parts: given.map(({ says, row, ...of }) => ({
    row: {
      ...some.row,
      side: undefined,
      cutBy: [],
      doubts: [],
      ...of,
      key: `exam/${of.organ}${of.side ? `_${of.side}` : ''}`,
      ...row,
    },
    volume: some.volume,
    said: { sentences: says ? [says] : [] },
  })),
});

interface Setup {
  readonly options?: Partial<LlmWriterOptions>;
  readonly cacheDir?: string;
  readonly read?: (text: string) => Promise<ParsedReport>;
}

async function writerOf(reply: Reply, { options: more, cacheDir, read = parse }: Setup = {}) {
  const model = new ScriptedModel(reply);
  const ledger: LedgerLine[] = [];
  const workspace = { workers: 1, record: (line: LedgerLine) => void ledger.push(line), cacheDir };
  const writer = createLlmWriter({ model: asModel(model), options: { ...options, ...more }, workspace });
  const none = (async function* () {})();
  const context = { anatomy, embedder, parse: read, validation: none, seed: 0, progress: silentProgress };
  return { model, ledger, composer: await writer.calibrate(context) };
}

const plainOf = async (given: readonly Given[]) => {
  const none = (async function* () {})();
  const context = { anatomy, embedder, parse, validation: none, seed: 0, progress: silentProgress };
  return (await composeOrganByOrgan(options).calibrate(context)).compose(examOf(given));
};

async function write(reply: Reply, given = found, setup: Setup = {}): Promise<WrittenReport> {
  return (await writerOf(reply, setup)).composer.compose(examOf(given));
}

const good = {
  Liver: 'There is a hepatic cyst.',
  Spleen: 'There is splenomegaly, with a length of 152 mm.',
  Kidneys: 'A simple renal cyst is seen on the left. The right kidney appears normal.',
};
const answering = (change: Partial<Record<keyof typeof good, string>> = {}): Reply => {
  const lines = Object.entries({ ...good, ...change }).map(([title, prose]) => `${title}: ${prose}`);
  return () => lines.join('\n');
};
const lineOf = ({ text }: WrittenReport, title: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(title))
    ?.slice(title.length + 2);
const noticesOf = ({ notices = [] }: WrittenReport) => notices.map(({ code, message }) => `${code} ${message}`);

/** What is read as present in a report. */
const readIn = async ({ text }: WrittenReport) => {
  const { findings } = await parse(text);
  return findings.filter(({ state }) => state === 'present').map(({ finding, sides }) => `${finding} ${sides.join()}`);
};

describe('a good answer', () => {
  it('stands, with the evidence and sizes of what it says', async () => {
    const [report, plain] = [await write(answering()), await plainOf(found)];
    for (const [title, prose] of Object.entries(good)) expect(lineOf(report, title)).toBe(prose);
    expect(report.notices).toBeUndefined();
    expect(new Set(await readIn(report))).toEqual(new Set(await readIn(plain)));
    expect({ ...report, sections: [], text: '' }).toEqual({ ...plain, sections: [], text: '' });
    const structure = ({ sections }: WrittenReport) =>
      sections.map(({ sentences }) => sentences.map(({ text: _, ...rest }) => rest));
    expect(structure(report)).toEqual(structure(plain));
    expect(report.text).not.toBe(plain.text);
  });

  it('is asked for with facts alone: no sentence of a report goes to the model', async () => {
    const { model, composer, ledger } = await writerOf(answering());
    await composer.compose(
      examOf([{ organ: 'liver', says: 'Seen by Dr. Doe, a hepatic cyst.' }, ...found.slice(1, 2), ...found.slice(3)]),
    );
    expect(model.asked).toEqual([
      [
        'Liver:\n  present: hepatic cyst',
        'Spleen:\n  present: splenomegaly, 152 mm from head to foot',
        'Kidneys:\n  present: renal cyst (left)\n  not assessed: the right kidney',
      ].join('\n\n'),
    ]);
    expect(ledger).toMatchObject([{ component: 'llm-writer', reports: 1, requests: 1, plain: 0 }]);
  });

  it('may tell the sides apart, use markup, and think before', async () => {
    const both = found.map((one) => (one.organ === 'kidney' ? { ...one, says: 'Renal cyst.' } : one));
    const kidneys = 'A renal cyst is seen on the left. On the right there is a renal cyst, too.';
    const reply = () =>
      `<think>Liver: A stone?</think>\nSure!\n1. **Liver:** ${good.Liver}\n- **Spleen**: ${good.Spleen}\n**Kidneys:**\n${kidneys}`;
    const report = await write(reply, both);
    expect(lineOf(report, 'Kidneys')).toBe(kidneys);
    const { sentences } = report.sections[2];
    expect(sentences.map(({ sides, findings }) => [sides, findings])).toEqual([
      [['left'], ['renal_cyst']],
      [['right'], ['renal_cyst']],
    ]);
    expect(sentences.map(({ evidence }) => evidence.map(({ pair }) => pair))).toEqual([
      ['exam/kidney_left'],
      ['exam/kidney_right'],
    ]);
  });

  it('is kept, and not asked for again', async () => {
    const cacheDir = await mkdtemp(join(tmpdir(), 'llm-writer-'));
    try {
      const [first, second] = [await writerOf(answering(), { cacheDir }), await writerOf(() => '', { cacheDir })];
      const compose = ({ composer }: { composer: ExamComposer }) => composer.compose(examOf(found));
      expect(await compose(second)).not.toEqual(await compose(first));
      const third = await writerOf(() => '', { cacheDir });
      expect(await compose(third)).toEqual(await compose(first));
      expect(third.model.asked).toEqual([]);
      expect(third.ledger).toMatchObject([{ requests: 0, cacheHits: 1 }]);
    } finally {
      await rm(cacheDir, { recursive: true });
    }
  });
});

describe('a sentence is struck out', () => {
  const cyst = 'There is a hepatic cyst.';
  const normal = 'The right kidney appears normal.';
  const plainLeft = 'Renal cyst on the left.';
  it.each([
    ['that invents a finding', { Liver: `${cyst} There is hepatomegaly.` }, cyst, 'finding (1)'],
    ['that supposes one', { Liver: `${cyst} Possible hepatomegaly.` }, cyst, 'hedged (1)'],
    ['that is not sure', { Liver: 'Possible hepatic cyst.' }, 'Hepatic cyst.', 'hedged (1)'],
    [
      'that swaps sides',
      { Kidneys: 'A renal cyst on the right.' },
      `${plainLeft} The right kidney is unremarkable.`,
      'side (1)',
    ],
    ['that tells no side', { Kidneys: `A renal cyst. ${normal}` }, `${plainLeft} ${normal}`, 'side (1)'],
    ['that adds a side', { Kidneys: `Renal cyst on both sides. ${normal}` }, `${plainLeft} ${normal}`, 'side (1)'],
    ['that invents a size', { Liver: 'A 12 mm hepatic cyst.' }, 'Hepatic cyst.', 'number (1)'],
    ['that words a size', { Liver: 'A two-centimeter hepatic cyst.' }, 'Hepatic cyst.', 'number (1)'],
    ['that counts', { Liver: 'Hepatic cyst in 3 places.' }, 'Hepatic cyst.', 'number (1)'],
    ['that compares', { Liver: 'A hepatic cyst, unchanged from prior.' }, 'Hepatic cyst.', 'number (1)'],
    ['that is of another organ', { Liver: `${cyst} The spleen is normal.` }, cyst, 'organ (1)'],
    ['that denies what nobody looked for', { Liver: `${cyst} No hepatomegaly.` }, cyst, 'normal (1)'],
    ['that calls normal what is not', { Liver: `${cyst} The liver is otherwise normal.` }, cyst, 'normal (1)'],
    ['in which nothing is read', { Liver: `${cyst} Clinical correlation is advised.` }, cyst, 'unread (1)'],
    ['that repeats', { Liver: `${cyst} The hepatic cyst is simple.` }, cyst, 'repeated (1)'],
  ])('%s', async (_, change, line, reason) => {
    const [report, plain] = [await write(answering(change)), await plainOf(found)];
    expect(lineOf(report, Object.keys(change)[0])).toBe(line);
    expect(noticesOf(report)).toEqual([
      `TFM_WRITE_PROSE_STRUCK 1 sentences of the chat model were struck out: ${reason}.`,
    ]);
    expect(new Set(await readIn(report))).toEqual(new Set(await readIn(plain)));
  });

  it('with another size than was measured, and one that leaves it out', async () => {
    for (const prose of ['Splenomegaly of 160 mm.', 'There is splenomegaly.', 'Splenomegaly of 152 x 90 mm.']) {
      const report = await write(answering({ Spleen: prose }));
      expect(lineOf(report, 'Spleen')).toBe('Splenomegaly, with a craniocaudal extent of 152 mm.');
    }
    expect(lineOf(await write(answering({ Spleen: 'Splenomegaly of 15.2 cm.' })), 'Spleen')).toBe(
      'Splenomegaly of 15.2 cm.',
    );
  });

  it('that gives a size of something else than what was measured', async () => {
    const large = [
      { organ: 'liver', says: 'Hepatic cyst and hepatomegaly.', row: { organExtentMm: [80, 70, 190] } },
    ] as const;
    const prose = 'The scan shows a hepatic cyst. There is hepatomegaly, 19 cm from head to foot.';
    const report = await write(answering({ Liver: prose }), large);
    expect(lineOf(report, 'Liver')).toBe(prose);
    expect(report.sections[0].sentences.map(({ sizeMm }) => sizeMm)).toEqual([undefined, 190]);
    const astray = await write(answering({ Liver: 'A hepatic cyst of 190 mm. Hepatomegaly.' }), large);
    expect(lineOf(astray, 'Liver')).toBe('Hepatic cyst and hepatomegaly, with a craniocaudal extent of 190 mm.');
  });

  it('of which the other half is not said', async () => {
    const both = found.map((one) => (one.organ === 'kidney' ? { ...one, says: 'Renal cyst.' } : one));
    const report = await write(answering({ Kidneys: 'A renal cyst on the left.' }), both);
    expect(lineOf(report, 'Kidneys')).toBe('Renal cyst on both sides.');
    expect(noticesOf(report)[0]).toContain('partial (1)');
  });

  it('about what was not assessed, which is said by rule', async () => {
    const report = await write(
      answering({ Kidneys: `${good.Kidneys} No renal stone on the right.` }),
      found.toSpliced(2, 1),
    );
    expect(lineOf(report, 'Kidneys')).toBe(
      'A simple renal cyst is seen on the left. The right kidney was not assessed (not found in the scan).',
    );
    expect(noticesOf(report)[0]).toContain('normal (2)');
  });
});

describe('the checked sentences stand', () => {
  it('for a finding that is passed over', async () => {
    const report = await write(answering({ Kidneys: 'The right kidney appears normal.' }));
    expect(lineOf(report, 'Kidneys')).toBe('Renal cyst on the left. The right kidney appears normal.');
    expect(report.notices).toBeUndefined();
  });

  it('for a section that is left out', async () => {
    const report = await write(() => `Liver: ${good.Liver}`);
    expect(lineOf(report, 'Liver')).toBe(good.Liver);
    expect(lineOf(report, 'Kidneys')).toBe('Renal cyst on the left. The right kidney is unremarkable.');
    expect(noticesOf(report)).toEqual([
      'TFM_WRITE_PROSE_PLAIN The chat model did not word 2 sections: they are left out. The checked sentences stand.',
    ]);
  });

  const cut = new AIMessage({ content: `Liver: ${good.Liver}`, response_metadata: { finish_reason: 'length' } });
  it.each<[string, Reply, string]>([
    ['an empty answer', () => '', 'empty'],
    ['a cut answer', () => cut, 'cut'],
    [
      'an answer in Japanese',
      () => '肝臓：肝嚢胞を認めます。\n腎臓：左腎に嚢胞を認めます。',
      'no section of it is there',
    ],
    [
      'an answer in Japanese under the headings',
      answering({ Liver: '肝嚢胞を認めます。', Spleen: '脾腫。', Kidneys: '左腎に嚢胞を認めます。' }),
      'it is in another language, or nothing that is read',
    ],
    [
      'an answer in German',
      answering({ Liver: 'Es findet sich eine Zyste.', Spleen: 'Vergrößert.', Kidneys: 'Zyste links.' }),
      'it is in another language, or nothing that is read',
    ],
    ['a refusal', () => 'I am sorry, but I cannot help with that.', 'no section of it is there'],
    ['a model that fails', () => new Error('The prompt was: hepatic cyst'), 'no answer'],
    ['a refused request', () => Object.assign(new Error('hepatic cyst'), { status: 401 }), 'HTTP 401'],
    ['a busy server', () => Object.assign(new Error('hepatic cyst'), { status: 503 }), 'HTTP 503'],
  ])('for %s', async (_, reply, why) => {
    const report = await write(reply);
    const { notices, ...rest } = report;
    expect(rest).toEqual(await plainOf(found));
    expect(noticesOf({ ...report, notices })).toEqual([
      `TFM_WRITE_PROSE_PLAIN The chat model did not word the report: ${why}. The checked sentences stand.`,
    ]);
    expect(JSON.stringify(notices)).not.toMatch(/cyst|肝/);
  });

  it('where the whole is read otherwise than its sentences', async () => {
    // Forgets sides in a text that has an impression and words of the model.
    const read = async (text: string) => {
      const { findings, mentioned } = await parse(text);
      const astray = text.includes('simple') && text.includes('Impression');
      return { findings: astray ? findings.map((one) => ({ ...one, sides: [] })) : findings, mentioned };
    };
    const report = await write(answering(), found, { read });
    expect(lineOf(report, 'Kidneys')).toBe('Renal cyst on the left. The right kidney is unremarkable.');
    expect(lineOf(report, 'Liver')).toBe(good.Liver);
    expect(noticesOf(report)).toEqual([
      'TFM_WRITE_PROSE_STRUCK 2 sentences of the chat model were struck out: misread (2).',
    ]);
  });

  it('where nothing was assessed, and nobody is asked', async () => {
    const { composer, model } = await writerOf(answering());
    const report = await composer.compose(examOf([]));
    expect(report).toEqual(await plainOf([]));
    expect(model.asked).toEqual([]);
  });
});

describe('a request', () => {
  it('is tried again while it may pass, and less often once a server is down', async () => {
    let fails = 2;
    const passing: Reply = (question) => (fails-- > 0 ? new Error('fetch failed') : wordFacts(question));
    const { composer, model, ledger } = await writerOf(passing);
    expect((await composer.compose(examOf(found))).notices).toBeUndefined();
    expect(model.asked).toHaveLength(3);
    expect(ledger).toMatchObject([{ requests: 3, retries: 2 }]);
    const down = await writerOf(() => new Error('fetch failed'), { options: { retries: 1 } });
    for (let exam = 0; exam < 5; exam++) await down.composer.compose(examOf(found));
    expect(down.ledger.map(({ requests }) => requests)).toEqual([2, 2, 2, 1, 1]);
  });

  it('is not tried again where it is refused, and not waited for for ever', async () => {
    const refused = await writerOf(() => Object.assign(new Error('no'), { status: 400 }));
    await refused.composer.compose(examOf(found));
    expect(refused.model.asked).toHaveLength(1);
    const silent = await write(() => new Promise<string>(() => {}), found, {
      options: { timeoutSeconds: 0.02, retries: 0 },
    });
    expect(noticesOf(silent)[0]).toContain('timeout');
  });

  it('that would leave the machine is an error', async () => {
    const refusal = coreErrors.TFM_PRIVACY_REMOTE({ message: 'No.', fix: 'None.' });
    await expectCodedError(
      write(() => new Error('fetch failed', { cause: refusal })),
      'TFM_PRIVACY_REMOTE',
    );
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { composer } = await writerOf(() => {
      stop.abort();
      return new Promise<string>(() => {});
    });
    await expectCodedError(composer.compose(examOf(found), stop.signal), 'TFM_CANCELLED');
  });
});
