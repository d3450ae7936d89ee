import { createRandom, type Finding, type FindingState, type PairRow } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { drawStatement, matchStatement, statementsOf } from './statement.ts';
import { createBatchSampler } from './sampler.ts';
import { softTargets } from './targets.ts';

const sentence = (text: string) => ({ text, start: 0, end: text.length });
const finding = (text: string, id: string | undefined, state: Finding['state']): Finding => ({
  organ: 'liver',
  sentence: sentence(text),
  finding: id,
  state,
  sides: [],
  confidence: 1,
});

function row(key: string, findings: Finding[], states: Record<string, FindingState>, organ = 'liver'): PairRow {
  return {
    key,
    organ,
    exam: key,
    patient: key,
    split: 'train',
    sentences: [...new Set(findings.map((f) => f.sentence.text))],
    findings,
    states,
    mentioned: findings.length > 0,
    extentMm: [1, 1, 1],
    organExtentMm: [1, 1, 1],
    organMl: 1,
    cutBy: [],
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
const silent = row('silent', [], { hepatic_cyst: 'not-mentioned', hepatic_steatosis: 'not-mentioned' });

const [cystText] = statementsOf(cyst);
const [normalText] = statementsOf(normal);

describe('matching a statement with a pair', () => {
  it.each([
    [cystText, cyst, 'match'],
    [cystText, normal, 'mismatch'],
    [cystText, fatty, 'mismatch'],
    [cystText, doubtful, 'unknown'],
    [normalText, normal, 'match'],
    [normalText, cyst, 'mismatch'],
    [normalText, doubtful, 'unknown'],
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
    const drawn = createBatchSampler(rows, 1, 0.5).draw(1000, createRandom(3));
    expect(drawn).not.toContain(0);
    const share = drawn.filter((index) => index === 1).length / 1000;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.6);
  });

  it('shares a batch equally between organs', () => {
    const rows = ['liver', 'spleen', 'heart'].flatMap((organ) =>
      Array.from({ length: 9 }, () => row(organ, normal.findings.slice(), normal.states, organ)),
    );
    const drawn = createBatchSampler(rows, 2, 0)
      .draw(16, createRandom(4))
      .map((index) => rows[index].organ);
    const counts = [...new Set(drawn)].map((organ) => drawn.filter((o) => o === organ).length);
    expect(counts).toEqual([8, 8]);
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
