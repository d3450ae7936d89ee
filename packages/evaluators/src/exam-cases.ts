import { groupBy, type PairRow } from '@totalfm/core';
import type { LabelledScore } from '@totalfm/statistics';
import { z } from 'zod';
import type { EmbeddedPair } from './embed-splits.ts';
import { examLabel, findingLabel, type Label, type LabelSource } from './labels.ts';

/**
 * What is scored as one case. `part`: each side of a paired organ by itself, so that label, score and picture are of the same kidney; what has no side
 * is one case an exam. `exam`: an exam has the highest score of its pairs, and a finding where any of them has it.
 */
export const caseUnits = ['part', 'exam'] as const;
export type CaseUnit = (typeof caseUnits)[number];

/** The option of evaluators that says which. */
export const unitOption = z
  .enum(caseUnits)
  .default('part')
  .describe(
    'What is one case. part: each side of a paired organ, with its own label, score and picture. exam: the exam, by the highest of its sides, as for a model of whole scans.',
  );

/** An exam, or one side of it, scored for one target. */
export interface ExamCase extends LabelledScore {
  readonly exam: string;
  readonly patient: string;
  /** The pair with the case's score. */
  readonly pair: string;
  /** Of its largest lesion, where the truth has sizes. */
  readonly sizeMm?: number;
}

/** One pair's answer for one target. */
export interface PairAnswer {
  readonly row: PairRow;
  readonly label: Label;
  readonly score: number;
  /** Of the true places of the finding in the pair, as far as they have sizes. */
  readonly sizesMm?: readonly number[];
}

/** Scores of the pairs that can show a finding, with what is known of it there. */
export const answersBy = (
  pairs: readonly EmbeddedPair[],
  finding: string,
  score: (pair: EmbeddedPair) => number,
): readonly PairAnswer[] =>
  pairs.flatMap((pair): PairAnswer[] => {
    const label = findingLabel(pair.row, finding);
    if (!label) return [];
    const places = pair.row.truePlaces?.filter((place) => place.finding === finding);
    const sizesMm = places?.flatMap(({ sizeMm }) => sizeMm ?? []);
    return [{ row: pair.row, label, score: score(pair), ...(sizesMm && { sizesMm }) }];
  });

/**
 * Joins pairs to cases: the score is the highest of the case's pairs, the label that of any of them. Cases of unknown label go: of a cyst
 * that a report gives no side, neither kidney is known to have it.
 */
export function examCases(answers: readonly PairAnswer[], unit: CaseUnit): ExamCase[] {
  const caseOf = ({ row: { exam, side } }: PairAnswer) => JSON.stringify([exam, unit === 'part' ? side : undefined]);
  return [...groupBy(answers, caseOf).values()].flatMap((pairs) => {
    const label = examLabel(pairs.map((pair) => pair.label.state));
    if (label === undefined) return [];
    const best = pairs.reduce((a, b) => (b.score > a.score ? b : a));
    const { exam, patient, key: pair } = best.row;
    const sizes = pairs.flatMap(({ sizesMm = [] }) => sizesMm);
    const sizeMm = sizes.length > 0 && { sizeMm: Math.max(...sizes) };
    return [{ exam, patient, pair, score: best.score, label, ...sizeMm }];
  });
}

/** Whose case it is, for a protocol. */
export const caseProtocol = (unit: CaseUnit): string =>
  unit === 'part'
    ? 'each side of a paired organ is a case with its own label; otherwise the maximum over the pairs of the exam'
    : 'maximum over the pairs of the exam';

/** What `labelSource` in the metrics says: `truth`, `report`, or both. */
export function labelSourceOf(answers: Iterable<PairAnswer>): LabelSource | 'truth and report' | 'none' {
  const sources = new Set<LabelSource>();
  for (const { label } of answers) sources.add(label.source);
  if (sources.size === 2) return 'truth and report';
  return [...sources][0] ?? 'none';
}
