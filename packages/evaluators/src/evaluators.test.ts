import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  defineOrgan,
  silentProgress,
  type Anatomy,
  type Component,
  type Embedder,
  type EvaluationContext,
  type Evaluator,
  type FindingState,
  type OrganPair,
  type OrganVolume,
  type Split,
} from '@totalfm/core';
import { describeComponent, describeEvaluator, expectCodedError, pairReader, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { findingsEvaluator } from './findings.ts';
import { groundingEvaluator } from './grounding/index.ts';
import { organLesionsEvaluator } from './organ-lesions.ts';
import { stressEvaluator } from './stress/index.ts';
import { reportsEvaluator } from './written/index.ts';
import { makeEvaluator } from './test-support/make-evaluator.ts';

const components = [findingsEvaluator, groundingEvaluator, organLesionsEvaluator, reportsEvaluator, stressEvaluator];
for (const component of components as unknown as Component<Evaluator>[]) {
  describeComponent(component);
  describeEvaluator(component.id, { make: () => makeEvaluator(component, { resamples: 50 }) });
}

const prompts = (name: string) => ({
  present: [`A {side} ${name}.`, `${name} is seen.`],
  absent: [`No {side} ${name}.`],
});
const anatomy: Anatomy = {
  organs: [
    defineOrgan({
      organ: 'kidney',
      name: 'kidney',
      structures: { left: ['kidney_left'], right: ['kidney_right'] },
      terms: ['kidney'],
      findings: [
        { id: 'cyst', name: 'cyst', grade: 'focal', terms: ['cyst'], prompts: prompts('cyst') },
        { id: 'stone', name: 'stone', grade: 'tiny', terms: ['stone'], prompts: prompts('stone') },
      ],
      normal: ['The {side} {organ} is normal.'],
    }),
  ],
};

/**
 * A model whose every cosine is known: axis 0 is cyst, axis 1 is stone; a text about one points along the axis, and
 * against it where it denies; normal points against both. A volume's first two voxels are its cosines, in thousandths.
 */
const knownEmbedder = (): Embedder => ({
  width: 3,
  scale: 1,
  bias: 0,
  embedVolumes: async (volumes) => volumes.map(({ hu }) => unit(hu[0] / 1000, hu[1] / 1000)),
  embedTexts: async (texts) => texts.map((text) => textVector(text)),
  dispose: async () => {},
});
const unit = (x: number, y: number) => Float32Array.of(x, y, Math.sqrt(1 - x * x - y * y));
function textVector(text: string): Float32Array {
  if (/normal/.test(text)) return unit(-Math.SQRT1_2, -Math.SQRT1_2 + 1e-9);
  const sign = /^No /.test(text) ? -1 : 1;
  return /cyst/i.test(text) ? unit(sign, 0) : unit(0, sign);
}

interface Kidney {
  readonly cyst: number;
  readonly stone?: number;
  readonly truth?: { readonly cyst: boolean; readonly stone: boolean };
  readonly states?: Readonly<Record<'cyst' | 'stone', FindingState>>;
}

const [{ row: anyRow, volume: anyVolume }] = testPairs({ exams: 1 });
function exam(name: string, split: Split, sides: { left: Kidney; right?: Kidney }): OrganPair[] {
  return Object.entries(sides).map(([side, { cyst, stone = 0, truth, states }]) => {
    const part = { organ: 'kidney', side: side as 'left' | 'right' };
    const volume: OrganVolume = { ...anyVolume, ...part, hu: Int16Array.of(cyst * 1000, stone * 1000) };
    const unmentioned = { cyst: 'not-mentioned', stone: 'not-mentioned' } as const;
    return {
      volume,
      row: {
        ...anyRow,
        ...part,
        key: `${name}/kidney_${side}`,
        exam: name,
        patient: name,
        split,
        sentences: [],
        findings: [],
        truth,
        states: states ?? unmentioned,
      },
    };
  });
}
const kidney = (cyst: number, hasCyst: boolean): Kidney => ({ cyst, truth: { cyst: hasCyst, stone: false } });

const context = (pairs: readonly OrganPair[], rest: Partial<EvaluationContext> = {}): EvaluationContext => ({
  embedder: knownEmbedder(),
  pairs: pairReader(pairs),
  anatomy,
  seed: 1,
  progress: silentProgress,
  ...rest,
});

const validation = [
  ...exam('v1', 'validation', { left: kidney(0.6, true) }),
  ...exam('v2', 'validation', { left: kidney(0.2, false) }),
];
const test = [
  // The right kidney holds the cyst and the higher score.
  ...exam('t1', 'test', { left: kidney(-0.5, false), right: kidney(0.9, true) }),
  ...exam('t2', 'test', { left: kidney(0.3, true) }),
  ...exam('t3', 'test', { left: kidney(0.5, false) }),
  ...exam('t4', 'test', { left: kidney(0.1, false), right: kidney(-0.2, false) }),
];

const findings = async (given: EvaluationContext, options: object = {}) => {
  const result = await (
    await makeEvaluator(findingsEvaluator as unknown as Component<Evaluator>, { negatives: 'absent', ...options })
  ).evaluate(given);
  return { ...result, byFinding: Object.fromEntries(result.targets.map((target) => [target.id, target])) };
};

describe('findings of a model whose scores are known', () => {
  it('scores an exam by its highest pair, where exams are asked for, and measures it as by hand', async () => {
    const exams = { unit: 'exam' };
    const { byFinding, means, skipped, details, scores } = await findings(context([...validation, ...test]), exams);
    const cyst = scores.filter(({ target }) => target === 'cyst');
    // cos(present) − cos(absent) is twice the volume's cosine.
    expect(cyst.map(({ exam, pair, label, score }) => [exam, pair, label, Math.round(score * 1000) / 1000])).toEqual([
      ['t1', 't1/kidney_right', true, 1.8],
      ['t2', 't2/kidney_left', true, 0.6],
      ['t3', 't3/kidney_left', false, 1],
      ['t4', 't4/kidney_left', false, 0.2],
    ]);
    const measured = byFinding.cyst;
    expect(measured).toMatchObject({
      group: 'kidney',
      grade: 'focal',
      positives: 2,
      negatives: 2,
      thresholdFrom: 'validation',
    });
    expect(measured.measures.auroc.value).toBe(3 / 4);
    expect(measured.measures.ap.value).toBeCloseTo(1 / 2 + (1 / 2) * (2 / 3), 6);
    // Half way between validation scores 1.2 and 0.4: t1 and t3 are called positive, so TP 1, FP 1, FN 1.
    expect(measured.threshold).toBeCloseTo(0.8, 6);
    expect(measured.measures.f1.value).toBe(1 / 2);
    const mean = { measures: measured.measures, targets: ['cyst'] };
    expect(means).toEqual([
      { name: 'macro', ...mean },
      { name: 'focal', grade: 'focal', ...mean },
    ]);
    expect(skipped).toEqual([{ target: 'stone', reason: 'no scored exam is positive' }]);
    expect(details.labelSource).toBe('truth');
  });

  it('says by which protocol, and keeps findings that were withheld out of every mean but their own', async () => {
    const both = [
      ...test,
      ...exam('t5', 'test', { left: { cyst: 0, stone: 0.4, truth: { cyst: false, stone: true } } }),
    ];
    const told = await findings(context(both, { protocol: 'contrast', unseen: ['cyst'] }));
    expect(told.protocol).toBe('contrast');
    expect(told.targets.map(({ id, unseen }) => [id, unseen])).toEqual([
      ['cyst', true],
      ['stone', undefined],
    ]);
    expect(told.means.map(({ name, targets }) => [name, targets])).toEqual([
      ['macro', ['stone']],
      ['tiny', ['stone']],
      ['unseen', ['cyst']],
    ]);
    expect(told.means[2].measures).toEqual(told.byFinding.cyst.measures);
    expect('protocol' in (await findings(context(both)))).toBe(false);
    // Nobody has a stone: nothing can be said of what was withheld, which no number may hide.
    await expectCodedError(findings(context(test, { unseen: ['stone'] })), 'TFM_EVALUATE_UNSEEN');
  });

  it('scores a side by itself: label, score and pair are of one kidney', async () => {
    const { byFinding, scores, details } = await findings(context([...validation, ...test]));
    const cyst = scores.filter(({ target }) => target === 'cyst');
    expect(cyst.map(({ pair, label, score }) => [pair, label, Math.round(score * 1000) / 1000])).toEqual([
      ['t1/kidney_left', false, -1],
      ['t1/kidney_right', true, 1.8],
      ['t2/kidney_left', true, 0.6],
      ['t3/kidney_left', false, 1],
      ['t4/kidney_left', false, 0.2],
      ['t4/kidney_right', false, -0.4],
    ]);
    // Of 2 × 4 pairs of classes, t2 alone loses, to t3.
    expect(byFinding.cyst.measures.auroc.value).toBe(7 / 8);
    expect(details.protocol).toMatchObject({ case: expect.stringMatching(/^each side/) });
  });

  it('shows the side that a report names as the miss, and takes neither where it names none', async () => {
    const said = (cyst: FindingState, score: number): Kidney => ({
      cyst: score,
      states: { cyst, stone: 'not-mentioned' },
    });
    const { scores } = await findings(
      context([
        ...validation,
        // A left cyst, and the model looks at the right one: a miss on the left, a false alarm on the right.
        ...exam('left', 'test', { left: said('present', -0.4), right: said('absent', 0.9) }),
        ...exam('somewhere', 'test', { left: said('uncertain', 0.9), right: said('uncertain', 0.1) }),
        ...exam('half', 'test', { left: said('absent', 0.1), right: said('uncertain', 0.9) }),
      ]),
    );
    expect(scores.map(({ pair, label, predicted }) => [pair, label, predicted])).toEqual([
      ['left/kidney_left', true, false],
      ['left/kidney_right', false, true],
      ['half/kidney_left', false, false],
    ]);
  });

  it('holds a finding against what the protocol names', async () => {
    const score = async (negatives: string) =>
      (await findings(context(test), { negatives })).scores.find(
        ({ pair, target }) => pair === 't1/kidney_right' && target === 'cyst',
      )!.score;
    expect(await score('none')).toBeCloseTo(0.9, 3);
    expect(await score('absent')).toBeCloseTo(0.9 + 0.9, 3);
    expect(await score('normal')).toBeCloseTo(0.9 + 0.9 * Math.SQRT1_2, 3);
    // The mean of (−1, 0) and (−√½, −√½) points 22.5° off the first axis.
    expect(await score('both')).toBeCloseTo(0.9 + 0.9 * Math.cos(Math.PI / 8), 3);
  });

  it('asks in the first wording alone where it is told so, and says how far wordings differ otherwise', async () => {
    // Both wordings of a cyst point along one axis.
    const same = await findings(context(test));
    expect(same.details.wording).toEqual({ deviation: 0, oneWording: 7 / 8, deviations: { cyst: 0 } });
    const file = join(mkdtempSync(join(tmpdir(), 'totalfm-bank-')), 'bank.yaml');
    const asked = async (...present: readonly string[]) => {
      writeFileSync(file, `cyst: { present: [${present.join(', ')}] }`);
      return findings(context(test), { promptBank: file });
    };
    // The second says the contrary: held against a denial it tells nothing.
    const wordings = ['There is a cyst.', 'No cyst at all.'];
    const both = await asked(...wordings);
    const [right, wrong] = [await asked(wordings[0]), await asked(wordings[1])].map(
      ({ byFinding }) => byFinding.cyst.measures.auroc.value,
    );
    const { deviation, oneWording } = both.details.wording as { deviation: number; oneWording: number };
    expect([right, wrong]).toEqual([7 / 8, 1 / 2]);
    expect(deviation).toBeCloseTo((right - wrong) / Math.SQRT2, 12);
    expect(oneWording).toBeCloseTo((right + wrong) / 2, 12);
    expect(both.details.promptBankVersion).not.toBe(same.details.promptBankVersion);
    const single = await findings(context(test), { prompts: 'single' });
    expect('wording' in single.details).toBe(false);
    expect(single.byFinding.cyst.measures.auroc).toEqual(same.byFinding.cyst.measures.auroc);
    rmSync(dirname(file), { recursive: true });
  });

  it('names a finding of a bank that is not there before any exam is opened', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'totalfm-bank-')), 'bank.yaml');
    writeFileSync(file, 'cyts: { present: [A.] }');
    const evaluator = await makeEvaluator(findingsEvaluator as unknown as Component<Evaluator>, { promptBank: file });
    expect(() => evaluator.fit!(anatomy)).toThrow(
      expect.objectContaining({ code: 'TFM_PROMPTS_UNKNOWN', where: { file, line: 1, option: 'promptBank' } }),
    );
    rmSync(dirname(file), { recursive: true });
  });

  it('takes thresholds from the run’s own validation exams when it scores a fresh cohort', async () => {
    const fresh = test.map(({ row, volume }) => ({ volume, row: { ...row, exam: `fresh ${row.exam}` } }));
    const decoys = exam('decoy', 'validation', { left: kidney(-0.9, true) });
    const { byFinding } = await findings(context([...decoys, ...fresh], { validationPairs: pairReader(validation) }));
    expect(byFinding.cyst.threshold).toBeCloseTo(0.8, 6);
  });

  it('never looks at test labels for a threshold', async () => {
    const flipped = test.map(({ row, volume }) => ({
      volume,
      row: { ...row, truth: { cyst: !row.truth!.cyst, stone: false } },
    }));
    const [a, b] = [
      await findings(context([...validation, ...test])),
      await findings(context([...validation, ...flipped])),
    ];
    expect(b.byFinding.cyst.threshold).toBe(a.byFinding.cyst.threshold);
  });

  it('scores validation exams alone where settings are chosen, at no threshold of theirs', async () => {
    const { byFinding, scores, details } = await findings(context([...validation, ...test]), { split: 'validation' });
    expect([...new Set(scores.map(({ exam }) => exam))]).toEqual(['v1', 'v2']);
    expect(byFinding.cyst).toMatchObject({ thresholdFrom: 'default', measures: { auroc: { value: 1 } } });
    expect(details.protocol).toMatchObject({ scored: 'validation exams' });
    await expectCodedError(findings(context(test), { split: 'validation' }), 'TFM_EVALUATE_NO_TEST_PAIRS');
  });

  it('uses 0 where validation cannot tell, and says so', async () => {
    const { byFinding } = await findings(context(test));
    expect(byFinding.cyst).toMatchObject({ threshold: 0, thresholdFrom: 'default' });
  });

  it('drops exams that a report leaves open', async () => {
    const said = (cyst: FindingState, score: number): Kidney => ({
      cyst: score,
      states: { cyst, stone: 'not-mentioned' },
    });
    const { scores, details } = await findings(
      context([
        ...exam('a', 'test', { left: said('present', 0.5), right: said('absent', 0.1) }),
        ...exam('b', 'test', { left: said('absent', 0.2), right: said('uncertain', 0.9) }),
        ...exam('c', 'test', { left: said('not-mentioned', 0.2) }),
        ...exam('d', 'test', { left: said('absent', 0.3) }),
      ]),
      { unit: 'exam' },
    );
    expect(scores.map(({ exam }) => exam)).toEqual(['a', 'd']);
    expect(details.labelSource).toBe('report');
  });

  it('asks whole scans about every organ’s findings, without a side', async () => {
    const asked: string[] = [];
    const embedder: Embedder = {
      ...knownEmbedder(),
      embedTexts: async (texts) => (asked.push(...texts), texts.map(textVector)),
    };
    const scans = test
      .filter(({ row }) => row.side === 'left')
      .map(({ row, volume }) => ({ volume, row: { ...row, organ: 'body', side: undefined, key: `${row.exam}/body` } }));
    const { byFinding } = await findings(context(scans, { embedder }));
    expect(byFinding.cyst).toMatchObject({ group: 'kidney', positives: 1, negatives: 3 });
    expect(asked).toContain('A cyst.');
  });

  it('survives a cohort of one exam: scores, but no AUROC', async () => {
    const warnings: string[] = [];
    const { means, scores } = await findings(
      context(exam('only', 'test', { left: kidney(0.5, true) }), {
        progress: { update() {}, warn: (message) => warnings.push(message) },
      }),
    );
    expect(scores.length).toBe(2);
    expect(means).toEqual([{ name: 'macro', measures: { auroc: null, ap: null, f1: null }, targets: [] }]);
    expect(warnings).toHaveLength(2);
  });
});

describe('both evaluators', () => {
  it('embed each volume of test and validation once between them, and none of training', async () => {
    let embedded = 0;
    const model = knownEmbedder();
    const embedder: Embedder = {
      ...model,
      embedVolumes: (volumes) => ((embedded += volumes.length), model.embedVolumes(volumes)),
    };
    const pairs = [...exam('train', 'train', { left: kidney(0, false) }), ...validation, ...test];
    const shared = context(pairs, { embedder });
    for (const component of [findingsEvaluator, organLesionsEvaluator] as unknown as Component<Evaluator>[])
      await (await makeEvaluator(component)).evaluate(shared);
    expect(embedded).toBe(validation.length + test.length);
  });

  it('refuse a store without test pairs, and a model that gives NaN', async () => {
    const nan: Embedder = {
      ...knownEmbedder(),
      embedVolumes: async (volumes) => volumes.map(() => Float32Array.of(NaN, 0, 0)),
    };
    await expectCodedError(findings(context(validation)), 'TFM_EVALUATE_NO_TEST_PAIRS');
    await expectCodedError(findings(context(test, { embedder: nan })), 'TFM_EVALUATE_NOT_FINITE');
  });
});

describe('organ lesions', () => {
  const stated = (text: string, finding: string | undefined, state: 'present' | 'absent') => ({
    organ: 'kidney',
    text,
    finding,
    state,
    sides: [],
    confidence: 1,
  });
  const trained = (name: string, findings: readonly ReturnType<typeof stated>[]) =>
    exam(name, 'train', { left: kidney(0, false) }).map(({ row, volume }) => ({
      volume,
      row: {
        ...row,
        sentences: findings.map(({ text }) => text),
        findings: findings.map(({ text: _, ...finding }, sentence) => ({ ...finding, sentence })),
      },
    }));

  it('scores by the nearest sentences of training reports, of either class', async () => {
    const asked: string[] = [];
    const embedder: Embedder = {
      ...knownEmbedder(),
      embedTexts: async (texts) => (asked.push(...texts), texts.map(textVector)),
    };
    const train = [
      ...trained('a', [stated('Large cyst.', 'cyst', 'present'), stated('No stone.', 'stone', 'absent')]),
      ...trained('b', [stated('Looks normal.', undefined, 'absent')]),
    ];
    const evaluator = await makeEvaluator(organLesionsEvaluator as unknown as Component<Evaluator>, {
      nearest: 1,
      unit: 'exam',
    });
    const { targets, scores } = await evaluator.evaluate(context([...train, ...validation, ...test], { embedder }));
    expect(asked).toEqual(
      expect.arrayContaining(['Large cyst.', 'Looks normal.', 'The left kidney is normal.', 'A left stone.']),
    );
    // A negative sentence of a pair with a lesion is no normal sentence.
    expect(asked).not.toContain('No stone.');
    // Nearest lesion sentence of t1: cosine 0.9 (a cyst); nearest normal: −0.9·√½.
    expect(scores.find(({ exam }) => exam === 't1')?.score).toBeCloseTo(0.9 + 0.9 * Math.SQRT1_2, 3);
    expect(targets).toMatchObject([
      { id: 'kidney', name: 'kidney', positives: 2, negatives: 2, measures: { auroc: { value: 3 / 4 } } },
    ]);
  });
});

describe('rows of training', () => {
  it('are read for their sentences only, and never where none is wanted', async () => {
    const pairs = [...exam('a', 'train', { left: kidney(0, false) }), ...validation, ...test];
    const reader = pairReader(
      pairs.map(({ row, volume }) => ({ row: { ...row, sentences: ['A sentence.'] }, volume })),
    );
    const read = async (component: unknown, options: object) => {
      const seen = new Set<number>();
      const rows = (indices: ArrayLike<number>) => (
        Array.from(indices, (index) => seen.add(index)),
        reader.rows(indices)
      );
      const evaluator = await makeEvaluator(component as Component<Evaluator>, { resamples: 1, ...options });
      await evaluator.evaluate({ ...context([]), pairs: { ...reader, rows } });
      return seen.has(0);
    };
    expect(await read(organLesionsEvaluator, { trainSentences: 2 })).toBe(true);
    expect(await read(organLesionsEvaluator, { trainSentences: 0 })).toBe(false);
    expect(await read(findingsEvaluator, {})).toBe(false);
  });
});

describe('before anything is evaluated', () => {
  const wordless = (change: object): Anatomy => ({ organs: [{ ...anatomy.organs[0], ...change }] });
  const finding = { ...anatomy.organs[0].findings[0], prompts: { present: [], absent: [] } };
  const fit = async (component: unknown, given: Anatomy, options?: object) =>
    (await makeEvaluator(component as Component<Evaluator>, options)).fit?.(given);

  it('exams of which none is a test are refused', async () => {
    for (const component of [findingsEvaluator, organLesionsEvaluator] as unknown as Component<Evaluator>[]) {
      const { fitExams } = await makeEvaluator(component);
      fitExams?.({ train: 0, validation: 0, test: 1 });
      expect(() => fitExams?.({ train: 9, validation: 9, test: 0 })).toThrow(
        expect.objectContaining({ code: 'TFM_EVALUATE_NO_TEST_PAIRS' }),
      );
    }
  });

  it('findings without prompts are refused', async () => {
    await fit(findingsEvaluator, anatomy);
    await expectCodedError(fit(findingsEvaluator, wordless({ findings: [finding] })), 'TFM_EVALUATE_NO_PROMPTS');
  });

  it('organs without sentences are refused, where training reports add none', async () => {
    const normal = wordless({ normal: [] });
    await fit(organLesionsEvaluator, normal);
    await fit(organLesionsEvaluator, anatomy, { trainSentences: 0 });
    await expectCodedError(fit(organLesionsEvaluator, normal, { trainSentences: 0 }), 'TFM_EVALUATE_NO_PROMPTS');
  });
});
