import { createRandom } from '@totalfm/core';
import { bench, describe } from 'vitest';
import { auroc } from './auroc.ts';
import { resamplePatients, resampleStatistic } from './bootstrap.ts';
import { rankCases } from './ranking.ts';

const random = createRandom('bench');
const cases = Array.from({ length: 300 }, (_, index) => ({
  patient: `p${index >> 1}`,
  label: random.chance(0.2),
  score: random.normal(),
}));

describe('300 exams, 1000 resamples, one finding', () => {
  const drawn = resamplePatients(
    cases.map(({ patient }) => patient),
    1000,
    1,
  );
  const ranking = rankCases(cases, ({ patient }) => drawn.unitOf(patient));
  const copies = drawn.weights.map((counts) =>
    cases.flatMap((one) => Array<typeof one>(counts[drawn.unitOf(one.patient)]).fill(one)),
  );

  bench('sorted once, weighted', () => void resampleStatistic(auroc, ranking, drawn));
  bench('sorted for each resample', () => copies.forEach((copy) => auroc(rankCases(copy))));
});
