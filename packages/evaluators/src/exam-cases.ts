import type { PairRow } from '@totalfm/core';
import type { LabelledScore } from '@totalfm/statistics';
import { examLabel, type Label, type LabelSource } from './labels.ts';

/** An exam, scored for one target. */
export interface ExamCase extends LabelledScore {
  readonly exam: string;
  readonly patient: string;
  /** The pair with the exam's score. */
  readonly pair: string;
}

/** One pair's answer for one target. */
export interface PairAnswer {
  readonly row: PairRow;
  readonly label: Label;
  readonly score: number;
}

/** Joins pairs to exams: the score is the highest of the exam's pairs, the label that of any of them. Exams of unknown label go. */
export function examCases(answers: readonly PairAnswer[]): ExamCase[] {
  const byExam = new Map<string, PairAnswer[]>();
  for (const answer of answers) {
    const others = byExam.get(answer.row.exam);
    if (others) others.push(answer);
    else byExam.set(answer.row.exam, [answer]);
  }
  return [...byExam].flatMap(([exam, pairs]) => {
    const label = examLabel(pairs.map((pair) => pair.label.state));
    if (label === undefined) return [];
    const best = pairs.reduce((a, b) => (b.score > a.score ? b : a));
    return [{ exam, patient: best.row.patient, pair: best.row.key, score: best.score, label }];
  });
}

/** What `labelSource` in the metrics says: `truth`, `report`, or both. */
export function labelSourceOf(answers: Iterable<PairAnswer>): LabelSource | 'truth and report' | 'none' {
  const sources = new Set<LabelSource>();
  for (const { label } of answers) sources.add(label.source);
  if (sources.size === 2) return 'truth and report';
  return [...sources][0] ?? 'none';
}
