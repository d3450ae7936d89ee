import {
  silentProgress,
  type Component,
  type Embedder,
  type EvaluationContext,
  type Evaluator,
  type OrganPair,
} from '@totalfm/core';
import {
  describeComponent,
  describeEvaluator,
  expectCodedError,
  pairReader,
  testAnatomy,
  testPairs,
} from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { retrievalEvaluator } from './retrieval-evaluator.ts';
import { chanceOfRank, chanceOfRecall } from './text-ranks.ts';
import { summarise } from './weighted-cases.ts';
import { makeEvaluator } from '../test-support/make-evaluator.ts';

const component = retrievalEvaluator as unknown as Component<Evaluator>;
const make = (options: object = {}) => makeEvaluator(component, { resamples: 50, ...options });

describeComponent(component);
describeEvaluator('retrieval', { make: () => make() });
describeEvaluator('similar cases', { make: () => make({ ways: ['organ-to-organ'] }) });

const [{ row: anyRow, volume: liver }] = testPairs({ exams: 1 });
/** A liver at an angle, in degrees. */
const exam = (name: string, angle: number, text: string, cyst?: boolean, patient = name): OrganPair => ({
  volume: { ...liver, hu: Int16Array.of(angle) },
  row: {
    ...anyRow,
    ...{ key: `${name}/liver`, exam: name, patient, split: 'test', findings: [], states: {} },
    ...{ sentences: text === '' ? [] : [text], truth: cyst === undefined ? undefined : { hepatic_cyst: cyst } },
  },
});
const at = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
/** A text lies where its number says. */
const embedder: Embedder = {
  width: 2,
  scale: 1,
  bias: 0,
  embedVolumes: async (volumes) => volumes.map(({ hu }) => at(hu[0])),
  embedTexts: async (texts) => texts.map((text) => at(Number(/\d+/.exec(text)![0]))),
  dispose: async () => {},
};
const retrieve = async (pairs: readonly OrganPair[], options: object = {}, more: Partial<EvaluationContext> = {}) => {
  const context = { embedder, pairs: pairReader(pairs), anatomy: testAnatomy, seed: 1, progress: silentProgress };
  const result = await (await make(options)).evaluate({ ...context, ...more });
  const [target] = result.targets;
  const value = (id: string) => target.measures[id]?.value;
  return { ...result, target, value };
};

/** Three normal livers with the same words, one of which the model has far away, and two with words of their own. */
const livers = [
  exam('a', 0, 'Normal at 2.', false),
  exam('b', 5, 'Normal  at 2.', false),
  exam('c', 79, 'NORMAL at 2.', false),
  exam('d', 40, 'Cyst at 44.', true),
  exam('e', 50, 'Cyst at 62.', true),
  exam('f', 60, '', true),
];

describe('retrieval', () => {
  it('counts a text that several reports share once, and any of their volumes as right', async () => {
    const { value, target, scores } = await retrieve(livers, { nearest: 2 });
    // Normal: a is first. Cyst at 44: d. Cyst at 62: e at 12°, before c at 17°. f has no text and is in no gallery.
    expect(value('textToOrganR1')).toBe(1);
    expect(scores.map(({ exam, score }) => [exam, score])).toEqual([
      ...['a', 'b', 'c', 'd', 'e'].map((name) => [name, 1]),
    ]);
    // 3 of 5 volumes are right for one of the queries, 1 of 5 for two.
    expect(target.chance!.textToOrganR1).toBeCloseTo((3 / 5 + 1 / 5 + 1 / 5) / 3, 12);
    // a and b are nearest to their text, c to that at 62; d to 44, e to 44: recall (2/3 + 1 + 0) / 3.
    expect(value('organToTextR1')).toBeCloseTo((2 / 3 + 1) / 3, 12);
    expect(target.chance!.organToTextR1).toBeCloseTo(1 / 3, 12);
    expect(value('organToTextR5')).toBe(1);
  });

  it('finds cases that share a finding, of other patients', async () => {
    const { value, target } = await retrieve(livers, { nearest: 2, ways: ['organ-to-organ'] });
    // d: e, f, (a | b | c); e: d and f, both at 10°; f: e, then c at 19°, then d at 20°.
    const [d, e, f] = [1, 1, (1 + 2 / 3) / 2];
    expect(value('similarAp')).toBeCloseTo((d + e + f) / 3, 6);
    expect(target.chance!.similarAp).toBeCloseTo(2 / 5, 12);
    const twins = livers.map(({ row, volume }) => ({
      volume,
      row: { ...row, patient: row.truth!.hepatic_cyst ? 'one' : row.patient },
    }));
    // Of one patient they are no answer to one another.
    expect((await retrieve(twins, { ways: ['organ-to-organ'] })).targets).toEqual([]);
  });

  it('leaves out who may or may not be alike', async () => {
    const open = [...livers, exam('g', 41, 'Who knows 90.')];
    const ways = { ways: ['organ-to-organ'] };
    expect((await retrieve(open, ways)).value('similarAp')).toBe((await retrieve(livers, ways)).value('similarAp'));
  });

  it('gives a model that sees no difference the middle rank, and no recall', async () => {
    const blind = { ...embedder, embedVolumes: async (volumes: readonly unknown[]) => volumes.map(() => at(0)) };
    const own = Array.from({ length: 21 }, (_, index) => exam(`e${index}`, index, `Text ${index}.`));
    const { value, target } = await retrieve(own, {}, { embedder: blind });
    expect([value('textToOrganRank'), value('textToOrganR10')]).toEqual([11, 0]);
    expect(target.chance!.textToOrganRank).toBe(11);
  });

  it('is of one side', async () => {
    const sided = livers.flatMap(({ row, volume }, index) =>
      (['left', 'right'] as const).map((side) => {
        const part = { organ: 'kidney', side };
        const moved = side === 'left' ? volume : { ...volume, hu: Int16Array.of(volume.hu[0] + 1) };
        return { volume: { ...moved, ...part }, row: { ...row, ...part, key: `${index}/${side}`, truth: undefined } };
      }),
    );
    const { targets } = await retrieve(sided);
    expect(targets).toMatchObject([{ id: 'kidney', measures: { textToOrganR1: { value: 1 } } }]);
  });

  it('skips an organ of which all is said in one way, and asks no text of a model that has none', async () => {
    const { skipped } = await retrieve([exam('a', 1, 'Same 1.'), exam('b', 2, 'Same 1.')]);
    expect(skipped).toMatchObject([
      { target: 'liver', reason: expect.stringMatching(/^TFM_EVALUATE_NOTHING_TO_FIND/) },
    ]);
    const wordless = { ...embedder, embedTexts: () => Promise.reject(Object.assign(new Error(), { code: 'NONE' })) };
    await retrieve(livers, { ways: ['organ-to-organ'] }, { embedder: wordless });
    await expect(retrieve(livers, {}, { embedder: wordless })).rejects.toMatchObject({ code: 'NONE' });
    const training = livers.map(({ row, volume }) => ({ volume, row: { ...row, split: 'train' as const } }));
    await expectCodedError(retrieve(training), 'TFM_EVALUATE_NO_TEST_PAIRS');
  });
});

describe('chance', () => {
  it('is that of a random order', () => {
    const query = { right: 2, candidates: 5 };
    // Of the 10 places of two right ones, 4 have the first; 3 have neither the first nor the second place.
    expect([1, 2, 5].map((k) => chanceOfRecall(query, k))).toEqual([expect.closeTo(0.4), expect.closeTo(0.7), 1]);
    // First right ones at 1, 2, 3, 4: 4, 3, 2 and 1 of 10.
    expect(chanceOfRank(query)).toBeCloseTo((4 + 2 * 3 + 3 * 2 + 4) / 10);
  });

  it('of weighted cases is weighted as they are', () => {
    const cases = [
      { patient: 'a', weight: 1, value: 1, chance: 0.5 },
      { patient: 'b', weight: 0.5, value: 4, chance: 0.2 },
      { patient: 'b', weight: 0.5, value: 9, chance: 0.2 },
    ];
    const drawn = {
      weights: [
        [2, 0],
        [0, 2],
      ],
      unitOf: (patient: string) => Number(patient === 'b'),
    };
    const { estimate, chance, resampled } = summarise(cases, 'mean', drawn)!;
    expect([estimate.value, chance, [...resampled]]).toEqual([3.75, 0.35, [1, 6.5]]);
    expect([...summarise(cases, 'median', drawn)!.resampled]).toEqual([1, 4]);
    expect(summarise([], 'median', drawn)).toBeUndefined();
  });
});
