import type { CaseStatistic, Random } from '@totalfm/core';
import type { ArmScores } from '../paired/exchanges.ts';

export interface EqualModels {
  /** Patients with the finding. */
  readonly positives: number;
  readonly patients: number;
  /** How far positives lie above negatives, in deviations: 1.2 is an AUROC of 0.80, 2.4 one of 0.955. */
  readonly distance: number;
  /** Runs of each arm; deviation of what a run has above its arm. */
  readonly seeds?: number;
  readonly seedDeviation?: number;
}

/**
 * Scores of two models that are equally good: every patient has one to three exams, and what is hard for one model is mostly hard
 * for the other (correlation 0.5 between models in an exam; 0.25 between exams of a patient in what both see). A model's
 * scale is its own.
 */
export function equalModels(
  statistic: CaseStatistic,
  { positives, patients, distance, seeds = 1, seedDeviation = 0 }: EqualModels,
  random: Random,
): ArmScores {
  const cases = Array.from({ length: patients }, (_, patient) =>
    Array.from({ length: 1 + random.integer(3) }, () => ({ patient: `p${patient}`, label: patient < positives })),
  ).flat();
  const perPatient = () => Array.from({ length: patients }, () => random.normal());
  const hardness = perPatient();
  const exam = cases.map(() => random.normal());
  const arm = (scale: (score: number) => number) =>
    Array.from({ length: seeds }, () => {
      const own = perPatient();
      const lift = seedDeviation * random.normal();
      return cases.map(({ patient, label }, index) => {
        const place = Number(patient.slice(1));
        const common = 0.5 * hardness[place] + 0.5 * exam[index];
        const score = (label ? distance + lift : 0) + common + 0.4 * own[place] + 0.58 * random.normal();
        return statistic === 'f1' ? +(score > 0.7 * distance) : scale(score);
      });
    });
  return statistic === 'mean'
    ? { cases, one: arm((score) => score), other: arm((score) => score) }
    : { cases, one: arm((score) => score), other: arm(Math.exp) };
}
