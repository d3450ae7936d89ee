import { createRandom } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { fitFindingModel, probabilityOf, scoreNeeded, type FindingCase } from './finding-model.ts';
import { bestUnitThreshold } from './unit-threshold.ts';

const random = createRandom('finding model');

/** Cases of a finding whose score is higher by `gap` deviations where it is there. */
const casesOf = (finding: string, exams: number, prevalence: number, gap: number): FindingCase[] =>
  Array.from({ length: exams }, (_, index) => {
    const label = random.chance(prevalence);
    const said = Number(random.chance(label ? 0.7 : 0.1));
    const score = 0.1 * (random.normal() + (label ? gap : 0));
    return { finding, exam: `e${index}`, patient: `p${index}`, score, beside: [said], label };
  });
const cases = [
  ...['a', 'b', 'c', 'd'].flatMap((finding) => casesOf(finding, 200, 0.2, 2)),
  ...casesOf('rare', 200, 0.01, 2),
  ...casesOf('blind', 200, 0.2, 0),
];
const model = fitFindingModel(cases)!;

describe('a model of findings', () => {
  it('asks for less of what was said', () => {
    for (const finding of ['a', 'rare', 'blind'])
      expect(scoreNeeded(model, finding, [1])).toBeLessThan(scoreNeeded(model, finding, [0])!);
  });

  it('calls present at the score that is needed, and not below', () => {
    for (const finding of Object.keys(model.byFinding)) {
      const score = scoreNeeded(model, finding, [0])!;
      if (Math.abs(score) === 2) continue;
      expect(probabilityOf(model, finding, { score, beside: [0] })).toBeCloseTo(model.threshold, 6);
      expect(probabilityOf(model, finding, { score: score + 0.1, beside: [0] })).toBeGreaterThan(model.threshold);
    }
  });

  it('lends a finding of few positives what the others have in common', () => {
    const [, slope] = model.byFinding.a.weights;
    expect(model.byFinding.rare.weights[1]).toBeGreaterThan(slope / 3);
    expect(scoreNeeded(model, 'rare', [0])).toBeGreaterThan(scoreNeeded(model, 'a', [0])!);
  });

  it('trusts a score less where it tells nothing', () => {
    const [telling, blind] = ['a', 'blind'].map((finding) => model.byFinding[finding].weights[1]);
    expect(blind).toBeLessThan(telling / 2);
  });

  it('is the same every time, and none where nothing can be learned', () => {
    expect(fitFindingModel(cases)).toEqual(model);
    expect(fitFindingModel([])).toBeUndefined();
    expect(fitFindingModel(cases.filter(({ label }) => !label))).toBeUndefined();
    expect(probabilityOf(model, 'unknown', { score: 1, beside: [0] })).toBeUndefined();
    expect(scoreNeeded(model, 'unknown', [0])).toBeUndefined();
  });
});

describe('the threshold of best F1', () => {
  const unit = (exam: string, label: boolean) => ({ finding: 'cyst', exam, patient: exam, label });

  it('takes parts of one exam for one', () => {
    const some = [unit('a', true), unit('a', false), unit('b', false), unit('c', true), unit('d', false)];
    const best = bestUnitThreshold(some, [0.9, 0.1, 0.2, 0.8, 0.3])!;
    expect(best.f1).toBe(1);
    expect(best.threshold).toBeGreaterThan(0.3);
    expect(best.threshold).toBeLessThan(0.9);
    expect(bestUnitThreshold([unit('a', true)], [1])).toBeUndefined();
  });
});
