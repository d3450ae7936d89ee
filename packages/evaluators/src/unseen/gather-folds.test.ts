import { createRandom, type CaseScore, type EvaluationMetrics } from '@totalfm/core';
import { parseJson, runMetrics, metricsOf } from '@totalfm/run-format';
import { expectCodedError } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { binaryMeasures } from '../measure.ts';
import type { FoldResult } from './fold-result.ts';
import { gatherFolds } from './gather-folds.ts';

const ids = ['cyst', 'stone', 'fat', 'node'];
const gradeOf = (id: string) => (id === 'fat' ? 'whole-organ' : 'focal');
const estimate = { value: 0.5, low: 0, high: 1 };

/** A run that scores what it learned by the label and some noise, and what it did not by noise alone. */
function fold(place: number, folds: number, { exams = 60, skip = '' } = {}): FoldResult {
  const labels = createRandom('labels');
  const noise = createRandom(`noise ${place}`);
  const isUnseen = (index: number) => index % folds === place;
  const scores = ids.flatMap((target, index) =>
    Array.from({ length: exams }, (_, exam): CaseScore => {
      const label = labels.chance(0.3);
      const score = (isUnseen(index) || !label ? 0 : 2) + noise.normal();
      return {
        exam: `e${exam}`,
        patient: `p${exam >> 1}`,
        pair: `e${exam}/x`,
        target,
        score,
        label,
        predicted: score > 1,
      };
    }),
  );
  const findings: EvaluationMetrics = {
    title: 'Findings',
    description: 'Findings.',
    protocol: 'contrast',
    unit: 'finding',
    measures: binaryMeasures,
    primary: 'auroc',
    targets: ids.flatMap((id, index) =>
      id === skip
        ? []
        : [
            {
              id,
              name: id,
              grade: gradeOf(id),
              ...(isUnseen(index) && { unseen: true as const }),
              measures: { auroc: estimate },
              threshold: 1,
            },
          ],
    ),
    means: [],
    skipped: skip ? [{ target: skip, reason: 'no scored exam is positive' }] : [],
    details: { labelSource: 'truth', protocol: { negatives: 'both' } },
  };
  return { name: `run-${place}`, findings, scores };
}
const options = { resamples: 200, seed: 1 };
const gather = (folds: readonly FoldResult[]) => gatherFolds(folds, options);

/** Share of pairs of a positive and a negative that are ordered rightly. */
function aurocByPairs(scores: readonly CaseScore[]): number {
  const of = (label: boolean) => scores.filter((one) => one.label === label).map(({ score }) => score);
  const pairs = of(true).flatMap((a) => of(false).map((b) => Number(a > b)));
  return pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
}

describe('folds of a rotation over findings', () => {
  const folds = [fold(0, 2), fold(1, 2)];
  const result = gather(folds);

  it('give each finding the AUROC of the run without it, and the mean of those with it', () => {
    expect(result).toMatchObject({ key: 'unseen', protocol: 'unseen', primary: 'auroc' });
    for (const [index, { id, measures, unseen, threshold }] of result.targets.entries()) {
      const by = folds.map(({ scores }) => aurocByPairs(scores.filter(({ target }) => target === id)));
      const [own, other] = index % 2 === 0 ? by : [by[1], by[0]];
      expect(measures.auroc.value).toBeCloseTo(own, 12);
      expect(measures.seen.value).toBeCloseTo(other, 12);
      expect(measures.difference.value).toBeCloseTo(own - other, 12);
      expect([unseen, threshold]).toEqual([true, undefined]);
    }
    const three = gather([fold(0, 3), fold(1, 3), fold(2, 3)]);
    const seen = [1, 2].map((place) => aurocByPairs(fold(place, 3).scores.filter(({ target }) => target === 'cyst')));
    expect(three.targets[0].measures.seen.value).toBeCloseTo((seen[0] + seen[1]) / 2, 12);
  });

  it('have means over all and by grade, with intervals of patients drawn once for all', () => {
    expect(result.means.map(({ name, targets }) => [name, targets])).toEqual([
      ['macro', ids],
      ['whole-organ', ['fat']],
      ['focal', ['cyst', 'stone', 'node']],
    ]);
    const [macro] = result.means;
    const mean = (measure: string) =>
      result.targets.reduce((sum, one) => sum + one.measures[measure].value, 0) / ids.length;
    for (const measure of ['auroc', 'ap', 'seen', 'difference'])
      expect(macro.measures[measure]!.value).toBeCloseTo(mean(measure), 12);
    expect(macro.measures.auroc!.high - macro.measures.auroc!.low).toBeGreaterThan(0);
    // Learned findings are told, others are not: the instrument tells the two apart.
    expect(macro.measures.difference!.high).toBeLessThan(0);
    expect(gather(folds)).toEqual(result);
  });

  it('keep the scores of the run without the finding, and what could not be scored', () => {
    expect(result.scores).toHaveLength(ids.length * 60);
    for (const one of result.scores) expect(folds[ids.indexOf(one.target) % 2].scores).toContainEqual(one);
    const skipped = gather([fold(0, 2, { skip: 'node' }), fold(1, 2, { skip: 'node' })]);
    expect(skipped.skipped).toEqual([{ target: 'node', reason: 'no scored exam is positive' }]);
    expect(skipped.targets.map(({ id }) => id)).toEqual(['cyst', 'stone', 'fat']);
    const metrics = metricsOf([result]);
    expect(parseJson(JSON.stringify(metrics), runMetrics, {})).toEqual(JSON.parse(JSON.stringify(metrics)));
  });

  it.each([
    ['one run', [fold(0, 2)]],
    ['a fold twice', [fold(0, 2), fold(0, 2)]],
    ['a fold that is missing', [fold(0, 3), fold(1, 3)]],
    ['other exams', [fold(0, 2), fold(1, 2, { exams: 40 })]],
    ['other findings', [fold(0, 2), fold(1, 2, { skip: 'node' })]],
  ])('%s: is told', (_, runs) =>
    expectCodedError(
      Promise.resolve().then(() => gather(runs)),
      'TFM_EVALUATE_FOLDS',
    ),
  );
});
