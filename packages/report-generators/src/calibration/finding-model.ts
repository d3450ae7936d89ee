import { groupBy } from '@totalfm/core';
import { fitPooledLogistic, logistic, logOdds, type PooledCase } from '@totalfm/statistics';
import { bestUnitThreshold } from './unit-threshold.ts';

/** What is known of one finding in one organ part of a validation exam. */
export interface FindingCase {
  readonly finding: string;
  readonly exam: string;
  readonly patient: string;
  /** The contrastive model's own score. */
  readonly score: number;
  /** What else speaks for the finding, the same in every case: whether it was said, and how surely. */
  readonly beside: readonly number[];
  /** Whether the exam's report has it present. */
  readonly label: boolean;
}

/** How scores of a finding are read. */
export interface FindingWeights {
  /** Of its scores on validation exams: what they are standardised by. */
  readonly mean: number;
  readonly deviation: number;
  /** Of the log odds: intercept, standardised score, then what else speaks for it. */
  readonly weights: readonly number[];
}

/** Log odds of findings, and from which probability on a finding is called present. */
export interface FindingModel {
  readonly threshold: number;
  readonly byFinding: Readonly<Record<string, FindingWeights>>;
}

const evens = 0.5;
const ridges = [1, 3, 10, 30];
const folds = 5;
/** A score never speaks against its own finding. */
const leastSlope = 0.05;

/**
 * Learns how far scores are right. The threshold is that of the best micro-F1 over findings and exams (both sides of an organ make one
 * finding), on probabilities of patients that the weights were not fitted to. Findings share what they have in common
 * (`fitPooledLogistic`), so that one with two positives has no threshold of its own making; how much they share is what predicts held-out
 * patients best. Undefined where no finding, or every finding, is present: nothing can be learned.
 */
export function fitFindingModel(cases: readonly FindingCase[]): FindingModel | undefined {
  if (!cases.some(({ label }) => label) || cases.every(({ label }) => label)) return undefined;
  const findings = [...new Set(cases.map(({ finding }) => finding))].sort();
  const scales = new Map([...groupBy(cases, ({ finding }) => finding)].map(([id, some]) => [id, scaleOf(some)]));
  const pooled = cases.map(({ finding, score, beside, label }): PooledCase => {
    const { mean, deviation } = scales.get(finding)!;
    return { group: findings.indexOf(finding), features: [(score - mean) / deviation, ...beside], label };
  });
  const patients = [...new Set(cases.map(({ patient }) => patient))];
  const foldOf = new Map(patients.map((patient, index) => [patient, index % folds]));
  const fold = cases.map(({ patient }) => foldOf.get(patient)!);
  const held = ridges.map((ridge) => heldOut(pooled, fold, { groups: findings.length, ridge }));
  const best = held.reduce((least, one, index) => (one.loss < held[least].loss ? index : least), 0);
  const { byGroup } = fitPooledLogistic(pooled, { groups: findings.length, ridge: ridges[best] });
  return {
    threshold: bestUnitThreshold(cases, held[best].probabilities)?.threshold ?? evens,
    byFinding: Object.fromEntries(
      findings.map((finding, group) => {
        const [intercept, slope, ...rest] = byGroup[group];
        return [finding, { ...scales.get(finding)!, weights: [intercept, Math.max(slope, leastSlope), ...rest] }];
      }),
    ),
  };
}

function scaleOf(cases: readonly FindingCase[]): Pick<FindingWeights, 'mean' | 'deviation'> {
  const mean = cases.reduce((sum, { score }) => sum + score, 0) / cases.length;
  const variance = cases.reduce((sum, { score }) => sum + (score - mean) ** 2, 0) / cases.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

/** Probabilities of each fold's cases by what the others say, and their mean log loss. */
function heldOut(
  cases: readonly PooledCase[],
  fold: readonly number[],
  options: { readonly groups: number; readonly ridge: number },
) {
  const probabilities = new Float64Array(cases.length);
  for (let number = 0; number < folds; number++) {
    const { byGroup } = fitPooledLogistic(
      cases.filter((_, index) => fold[index] !== number),
      options,
    );
    const width = cases[0].features.length + 1;
    cases.forEach(({ group, features }, index) => {
      const weights = byGroup[group].length === width ? byGroup[group] : new Array<number>(width).fill(0);
      if (fold[index] === number) probabilities[index] = logistic(logOdds(weights, features));
    });
  }
  const loss = cases.reduce(
    (sum, { label }, index) => sum - Math.log(Math.max(label ? probabilities[index] : 1 - probabilities[index], 1e-12)),
    0,
  );
  return { probabilities, loss: loss / cases.length };
}

/** How probable a finding is. Undefined for one that no validation exam had a score of. */
export function probabilityOf(
  { byFinding }: FindingModel,
  finding: string,
  { score, beside }: Pick<FindingCase, 'score' | 'beside'>,
): number | undefined {
  const known = byFinding[finding];
  return known && logistic(logOdds(known.weights, [(score - known.mean) / known.deviation, ...beside]));
}

/** A score is a difference of two cosines. */
const [lowest, highest] = [-2, 2];

/** The score that a finding has to reach to be called present, with what else speaks for it; at an end where any score does, or none. */
export function scoreNeeded(
  { byFinding, threshold }: FindingModel,
  finding: string,
  beside: readonly number[],
): number | undefined {
  const known = byFinding[finding];
  if (!known) return undefined;
  const [intercept, slope, ...rest] = known.weights;
  const odds = Math.log(threshold / (1 - threshold));
  const others = beside.reduce((sum, value, index) => sum + rest[index] * value, intercept);
  return Math.min(Math.max(known.mean + (known.deviation * (odds - others)) / slope, lowest), highest);
}
