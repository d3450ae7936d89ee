import { createRandom, type FindingState, type PairFinding, type PairRow, type Random } from '@totalfm/core';
import { pairColumnsOf, pairReader, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { drawStatement, matchStatement, statementsOf } from './statement.ts';
import { createBatchSampler, vocabularyTexts } from '@totalfm/compute';
import { softTargets } from './targets.ts';

type Said = Omit<PairFinding, 'sentence'> & { readonly text: string };
const finding = (text: string, id: string | undefined, state: PairFinding['state']): Said => ({
  organ: 'liver',
  text,
  finding: id,
  state,
  sides: [],
  confidence: 1,
});

function row(key: string, said: readonly Said[], states: Record<string, FindingState>, organ = 'liver'): PairRow {
  return {
    key,
    organ,
    exam: key,
    patient: key,
    split: 'train',
    sentences: said.map(({ text }) => text),
    findings: said.map(({ text: _, ...rest }, sentence) => ({ ...rest, sentence })),
    states,
    mentioned: said.length > 0,
    size: [1, 1, 1],
    extentMm: [1, 1, 1],
    organExtentMm: [1, 1, 1],
    organMl: 1,
    cutBy: [],
    doubts: [],
    sourceSpacing: [1, 1, 1],
    segmenter: 's',
    parser: 'p',
  };
}

const cyst = row('cyst', [finding('A cyst.', 'hepatic_cyst', 'present')], {
  hepatic_cyst: 'present',
  hepatic_steatosis: 'not-mentioned',
});
const normal = row('normal', [finding('Normal liver.', undefined, 'absent')], {
  hepatic_cyst: 'absent',
  hepatic_steatosis: 'absent',
});
const fatty = row('fatty', [finding('Fatty.', 'hepatic_steatosis', 'present')], {
  hepatic_cyst: 'not-mentioned',
  hepatic_steatosis: 'present',
});
const doubtful = row('doubtful', [finding('Perhaps a cyst.', 'hepatic_cyst', 'uncertain')], {
  hepatic_cyst: 'uncertain',
  hepatic_steatosis: 'not-mentioned',
});
/** Something that no finding names: one that is withheld, whose states nobody tells. */
const unnamed = row('unnamed', [finding('A spot.', undefined, 'uncertain')], {
  hepatic_cyst: 'not-mentioned',
  hepatic_steatosis: 'not-mentioned',
});
const silent = row('silent', [], { hepatic_cyst: 'not-mentioned', hepatic_steatosis: 'not-mentioned' });

const [cystText] = statementsOf(cyst);
const [normalText] = statementsOf(normal);
const [unnamedText] = statementsOf(unnamed);

describe('matching a statement with a pair', () => {
  it.each([
    [cystText, cyst, 'match'],
    [cystText, normal, 'mismatch'],
    [cystText, fatty, 'mismatch'],
    [cystText, doubtful, 'unknown'],
    [normalText, normal, 'match'],
    [normalText, cyst, 'mismatch'],
    [normalText, doubtful, 'unknown'],
    [normalText, unnamed, 'unknown'],
    [cystText, unnamed, 'mismatch'],
    [unnamedText, unnamed, 'unknown'],
    [unnamedText, normal, 'unknown'],
    [unnamedText, cyst, 'unknown'],
    [{ ...unnamedText, organ: 'spleen' }, cyst, 'mismatch'],
    [{ ...cystText, organ: 'spleen' }, cyst, 'mismatch'],
    [{ ...cystText, present: [], absent: ['hepatic_steatosis'] }, cyst, 'unknown'],
    [{ ...cystText, present: [], absent: ['hepatic_cyst'] }, normal, 'match'],
  ] as const)('%o against a pair', (statement, pair, expected) => {
    expect(matchStatement(statement, pair)).toBe(expected);
  });

  it('makes soft targets whose rows and columns each sum to 1, with every pair on its own text', () => {
    const rows = [cyst, normal, fatty, normal];
    const { byImage, byText, ignore } = softTargets(
      rows,
      rows.map((r) => statementsOf(r)[0]),
    );
    for (let i = 0; i < 4; i++) {
      expect(byImage.subarray(4 * i, 4 * i + 4).reduce((a, b) => a + b)).toBeCloseTo(1);
      expect([0, 1, 2, 3].reduce((sum, j) => sum + byText[4 * j + i], 0)).toBeCloseTo(1);
      expect(ignore[5 * i]).toBe(0);
    }
    expect(byImage[4 + 3]).toBeCloseTo(0.5);
  });
});

describe('drawing batches', () => {
  it('never draws an unmentioned organ, and draws rare findings often', () => {
    const rows = [silent, cyst, ...Array.from({ length: 50 }, () => normal)];
    const drawn = createBatchSampler(pairColumnsOf(rows), 1, 0.5).draw(1000, createRandom(3));
    expect(drawn).not.toContain(0);
    const share = drawn.filter((index) => index === 1).length / 1000;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.6);
  });

  it('shares a batch equally between organs', () => {
    const rows = ['liver', 'spleen', 'heart'].flatMap((organ) =>
      Array.from({ length: 9 }, () => row(organ, [finding('Normal.', undefined, 'absent')], normal.states, organ)),
    );
    const drawn = createBatchSampler(pairColumnsOf(rows), 2, 0)
      .draw(16, createRandom(4))
      .map((index) => rows[index].organ);
    const counts = [...new Set(drawn)].map((organ) => drawn.filter((o) => o === organ).length);
    expect(counts).toEqual([8, 8]);
  });

  it('draws what objects by organ and finding would have drawn', () => {
    const rows = testPairs({ exams: 40 }).map(({ row }) => row);
    const sampler = createBatchSampler(pairColumnsOf(rows), 2, 0.5);
    for (let seed = 0; seed < 20; seed++)
      expect(sampler.draw(16, createRandom(seed))).toEqual(drawnByObjects(rows, 16, createRandom(seed)));
  });

  it('draws either the whole text or one sentence', () => {
    const both = statementsOf(
      row(
        'both',
        [finding('A cyst.', 'hepatic_cyst', 'present'), finding('No fat.', 'hepatic_steatosis', 'absent')],
        {},
      ),
    );
    const random = createRandom(5);
    const texts = new Set(Array.from({ length: 100 }, () => drawStatement(both, 0.5, random).text));
    expect(texts).toEqual(new Set(['A cyst.', 'No fat.', 'A cyst. No fat.', 'No fat. A cyst.']));
  });
});

describe('statements', () => {
  it('keep equal sentences apart by what each of them states', () => {
    const twice = statementsOf(
      row('twice', [finding('Unchanged.', 'hepatic_cyst', 'present'), finding('Unchanged.', 'fat', 'absent')], {}),
    );
    expect(twice.map(({ present, absent }) => [present, absent])).toEqual([
      [['hepatic_cyst'], []],
      [[], ['fat']],
    ]);
  });
});

describe('texts of the vocabulary', () => {
  const pairs = testPairs({ exams: 40 });
  const learned = pairs.filter(({ row }) => row.split === 'train').flatMap(({ row }) => row.sentences);

  it('are all texts of training pairs in the order of storage, where there are few', async () => {
    expect(await vocabularyTexts(pairReader(pairs), 1000, createRandom(1))).toEqual(learned);
  });

  it('are those of a sample of distinct pairs otherwise, the same every time', async () => {
    const read: number[][] = [];
    const reader = pairReader(pairs);
    const counting = {
      ...reader,
      rows: (indices: ArrayLike<number>) => (read.push(Array.from(indices)), reader.rows(indices)),
    };
    const texts = await vocabularyTexts(counting, 10, createRandom(1));
    expect(texts).toHaveLength(10);
    expect(read).toEqual([[...new Set(read[0])].sort((a, b) => a - b)]);
    expect(await vocabularyTexts(reader, 10, createRandom(1))).toEqual(texts);
  });
});

/** The sampler as it would be with an object for each row. */
function drawnByObjects(rows: readonly PairRow[], batch: number, random: Random): number[] {
  const pools = new Map<string, { pairs: number[]; findings: Map<string, number[]> }>();
  rows.forEach(({ split, sentences, organ, states }, index) => {
    if (split !== 'train' || sentences.length === 0) return;
    const pool = pools.get(organ) ?? { pairs: [], findings: new Map<string, number[]>() };
    pools.set(organ, pool);
    pool.pairs.push(index);
    for (const [id, state] of Object.entries(states))
      if (state === 'present') pool.findings.set(id, [...(pool.findings.get(id) ?? []), index]);
  });
  const lists = [...pools.values()].map(({ pairs, findings }) => ({ pairs, findings: [...findings.values()] }));
  const rest = lists.map(({ findings }) => findings.length + 1);
  const chosen = lists.map(() => {
    let point = random.next() * rest.reduce((a, b) => a + b, 0);
    const organ = rest.findIndex((weight) => (point -= weight) < 0 && weight > 0);
    rest[organ] = 0;
    return lists[organ];
  });
  const indices: number[] = [];
  chosen.forEach(({ pairs, findings }, group) => {
    while (indices.length < Math.round((batch * (group + 1)) / chosen.length))
      indices.push(random.pick(findings.length > 0 && random.chance(0.5) ? random.pick(findings) : pairs));
  });
  return indices;
}
