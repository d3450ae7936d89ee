import type { Json } from '@totalfm/core';
import {
  auroc,
  classPatients,
  estimateOf,
  estimateOfCases,
  fewestPatients,
  meanOfResampled,
  rankCases,
  resamplePatients,
  resampleStatistic,
} from '@totalfm/statistics';
import { meanEstimate, type Target } from './measure.ts';

/** Where bins end, in millimetres: below 8, from 8 to below 12, and so on; the last has no end. */
const ends = [8, 12, 16, 24];

interface SizeBin {
  readonly name: string;
  readonly holds: (sizeMm: number) => boolean;
}

const bins: readonly SizeBin[] = [...ends, Infinity].map((end, index) => {
  const start = ends[index - 1] ?? 0;
  const name = start === 0 ? `below ${end} mm` : end === Infinity ? `from ${start} mm` : `${start}–${end} mm`;
  return { name, holds: (sizeMm) => sizeMm >= start && sizeMm < end };
});

/**
 * AUROC of findings by how large they are: of each bin the positive cases whose largest lesion is of that size, against all negative
 * ones of the same finding, and the mean over the findings of which at least `fewestPatients` have such a lesion. Intervals are from the
 * resamples of patients that targets have. Bins are of other findings, as lesions come. Changes of whole organs have no size, and withheld
 * findings are left to themselves. Undefined where the truth has no sizes.
 */
export function aurocBySize(
  targets: readonly Target[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Json | undefined {
  const patients = targets.flatMap(({ test }) => test.map(({ patient }) => patient));
  const drawn = resamplePatients(patients, resamples, seed);
  const sized = targets.filter(({ grade, unseen }) => grade !== 'whole-organ' && !unseen);
  const measured = bins.flatMap(({ name, holds }) => {
    const isIn = (sizeMm: number | undefined) => sizeMm !== undefined && holds(sizeMm);
    const found = sized.flatMap(({ id, test }) => {
      const cases = test.filter(({ label, sizeMm }) => !label || isIn(sizeMm));
      const counts = classPatients(cases);
      if (Math.min(counts.positives, counts.negatives) < fewestPatients) return [];
      const ranking = rankCases(cases, ({ patient }) => drawn.unitOf(patient));
      const value = auroc(ranking);
      const resampled = resampleStatistic(auroc, ranking, drawn);
      const sizes = cases.flatMap(({ label, sizeMm }) => (label && sizeMm !== undefined ? [sizeMm] : []));
      return [{ id, value, resampled, sizes, estimate: estimateOfCases('auroc', value, resampled, counts)! }];
    });
    if (found.length === 0) return [];
    const { value, resampled } = meanOfResampled(found, resamples);
    const estimates = found.map(({ estimate }) => estimate);
    const sizes = found.flatMap((one) => one.sizes);
    const meanMm = sizes.reduce((sum, one) => sum + one, 0) / sizes.length;
    return [
      {
        ...{ id: name, name, level: { value: Number(meanMm.toFixed(1)), unit: 'mm' } },
        measures: { auroc: { ...meanEstimate(estimateOf(value, resampled), estimates)! } },
        positives: sizes.length,
        findings: found.map(({ id }) => id),
      },
    ];
  });
  return measured.length > 0 ? measured : undefined;
}
