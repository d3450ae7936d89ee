import type { CaseScore, Estimate, EvaluationContext, EvaluationResult, Measure, TargetResult } from '@totalfm/core';
import { estimateOf, estimator, resamplePatients, resampleSums } from '@totalfm/statistics';
import { cosine } from '@totalfm/zero-shot';
import type { EmbeddedPair } from '../embed-splits.ts';
import { caseProtocol } from '../exam-cases.ts';
import type { Measurement } from '../measure.ts';
import { promptBankOf } from '../prompt-bank.ts';
import type { Condition } from './conditions.ts';
import type { StressOptions } from './options.ts';

/** Test pairs as they are embedded in one condition, and what comes of it. */
export interface Scored {
  readonly scored: readonly EmbeddedPair[];
  readonly measured: Measurement;
}

export type Stressed = { readonly condition: Condition } & (Scored | { readonly reason: string });

const measures: readonly Measure[] = [
  { id: 'auroc', title: 'macro AUROC', better: 'higher', range: [0, 1], chance: 0.5 },
  { id: 'change', title: 'AUROC − unchanged', better: 'higher' },
  { id: 'likeness', title: 'Cosine with unchanged', better: 'higher', range: [-1, 1], statistic: 'mean' },
];

const unchanged = { id: 'unchanged', name: 'unchanged' };

/** A target for each condition, with a curve over its levels; AUROC by finding in the details. */
export function stressResult(
  plain: Scored,
  stressed: readonly Stressed[],
  { anatomy, protocol, seed, progress }: EvaluationContext,
  options: StressOptions,
): EvaluationResult {
  const tried = stressed.flatMap((one) => ('reason' in one ? [] : [one]));
  const nothing = plain.measured.targets.length === 0 && 'no finding has test exams of both classes';
  if (nothing) progress.warn('No finding has test exams of both classes: there is no AUROC, and nothing to stress.');
  const targetOf = (named: Omit<TargetResult, 'measures'>, one: Scored): TargetResult => {
    return { ...named, measures: measuresOf(one, plain, { resamples: options.resamples, seed }) };
  };
  const named = ({ condition: { id, name, kind, level } }: Stressed) => ({ id, name, grade: kind, level });
  return {
    key: 'stress',
    title: 'Stress',
    description: 'Classification of findings by prompts where test volumes are worse.',
    ...(protocol && { protocol }),
    unit: 'condition',
    measures,
    primary: 'auroc',
    targets: nothing ? [] : [targetOf(unchanged, plain), ...tried.map((one) => targetOf(named(one), one))],
    means: [],
    skipped: [
      ...(nothing ? [unchanged, ...tried.map(named)].map(({ id }) => ({ target: id, reason: nothing })) : []),
      ...stressed.flatMap((one) => ('reason' in one ? [{ target: one.condition.id, reason: one.reason }] : [])),
    ],
    scores: [
      ...likenesses(unchanged.id, plain, plain),
      ...tried.flatMap((one) => likenesses(one.condition.id, one, plain)),
    ],
    details: {
      findings: Object.fromEntries([
        [unchanged.id, byFinding(plain)],
        ...tried.map((one) => [one.condition.id, byFinding(one)] as const),
      ]),
      promptBankVersion: promptBankOf(anatomy),
      protocol: protocolOf(options, plain),
    },
  };
}

function measuresOf(
  one: Scored,
  plain: Scored,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): Readonly<Record<string, Estimate>> {
  const [own, before] = [one, plain].map(({ measured }) => measured.resampledMean('auroc'));
  const change = own.resampled.map((value, at) => value - before.resampled[at]);
  const cases = likenesses('', one, plain);
  const drawn = resamplePatients(
    cases.map(({ patient }) => patient),
    resamples,
    seed,
  );
  const sums = resampleSums(
    cases.map(({ patient, score }) => ({ unit: drawn.unitOf(patient), terms: [score, 1] })),
    drawn,
  );
  return {
    auroc: estimateOf(own.value, own.resampled)!,
    change: estimateOf(own.value - before.value, change)!,
    likeness: estimator(sums)((all) => all[0] / all[1])!,
  };
}

/** For each exam the mean cosine of its volumes' vectors with those of the volumes as they are: what moves, whatever the labels say. */
function likenesses(target: string, one: Scored, plain: Scored): readonly CaseScore[] {
  const byExam = new Map<string, { patient: string; cosines: number[] }>();
  one.scored.forEach(({ row: { exam, patient }, vector }, at) => {
    const known = byExam.get(exam) ?? { patient, cosines: [] };
    byExam.set(exam, known);
    known.cosines.push(cosine(vector, plain.scored[at].vector));
  });
  return [...byExam].map(([exam, { patient, cosines }]) => {
    return { exam, patient, target, score: cosines.reduce((sum, value) => sum + value, 0) / cosines.length };
  });
}

const byFinding = ({ measured: { targets } }: Scored) =>
  Object.fromEntries(targets.map(({ id, measures: { auroc } }) => [id, auroc.value]));

const protocolOf = ({ resamples }: StressOptions, { scored }: Scored) => ({
  score: 'cos(volume, mean present prompt) − cos(volume, mean negative prompt)',
  case: caseProtocol('part'),
  exams: new Set(scored.map(({ row }) => row.exam)).size,
  changed: 'stored organ volumes; neither a scan nor a crop is made anew, but for an organ that is cut off',
  interval: '95 % percentile bootstrap over patients; changes in the same resamples',
  resamples,
});
