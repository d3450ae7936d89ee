import { basename } from 'node:path';
import type { Estimate } from '@totalfm/core';
import { runReportErrors } from '../errors.ts';
import { gradeOrder } from '../grades.ts';
import { secondsOf } from '../manifest-facts.ts';
import { trainingStages, type RunFiles } from '../run-files.ts';
import { pairedDifferences, type Difference } from './differences.ts';

/** One line of a comparison: a number of each run, in the order of the runs, and each run's difference to the first. */
export interface ComparedRow {
  readonly id: string;
  readonly name: string;
  readonly grade?: string;
  readonly values: readonly (Estimate | undefined)[];
  /** Undefined for the first run, and where the runs share too few exams. */
  readonly differences: readonly (Difference | undefined)[];
}

/** What a run's training took. */
export interface TrainingCost {
  readonly stage: string;
  readonly seconds?: number;
  readonly parameters: number;
  readonly steps: number;
  readonly volumes: number;
}

export interface Comparison {
  readonly runs: readonly { readonly name: string; readonly dir: string; readonly training: readonly TrainingCost[] }[];
  /** AUROC: the mean of all findings and of each grade. */
  readonly findings: readonly ComparedRow[];
  readonly byFinding: readonly ComparedRow[];
  readonly organs: readonly ComparedRow[];
  readonly byOrgan: readonly ComparedRow[];
  /** Exams that each run shares with the first. */
  readonly sharedExams: readonly number[];
  readonly notes: readonly string[];
}

/** Compares runs with the first of them. Throws `TFM_COMPARE_NO_SCORES`. */
export function compareRunFiles(runs: readonly RunFiles[]): Comparison {
  for (const { dir, scores, findings, organLesions } of runs) {
    if (scores.length > 0 && (findings || organLesions)) continue;
    throw runReportErrors.TFM_COMPARE_NO_SCORES({
      file: dir,
      message: `${dir} has no scores of an evaluation.`,
      fix: 'Let the run come to its end, or evaluate it.',
    });
  }
  const names = uniqueNames(runs);
  const [first, ...others] = runs;
  const paired = others.map((other) => pairedDifferences(other.scores, first.scores));
  const row = (
    id: string,
    name: string,
    targets: readonly string[],
    valueOf: (run: RunFiles) => Estimate | null | undefined,
    grade?: string,
  ): ComparedRow => ({
    id,
    name,
    grade,
    values: runs.map((run) => valueOf(run) ?? undefined),
    differences: [undefined, ...paired.map((one) => one.macro(targets))],
  });

  const findings = targetsOf(runs, (run) => run.findings?.byFinding);
  const organs = targetsOf(runs, (run) => run.organLesions?.byOrgan);
  const grades = gradeOrder.filter((grade) => findings.some((one) => one.grade === grade));
  return {
    runs: runs.map((run, index) => ({ name: names[index], dir: run.dir, training: trainingCosts(run) })),
    findings: [
      row(
        'all',
        'all findings',
        findings.map(({ id }) => id),
        (run) => run.findings?.macro?.auroc,
      ),
      ...grades.map((grade) =>
        row(
          grade,
          grade,
          findings.filter((one) => one.grade === grade).map(({ id }) => id),
          (run) => run.findings?.byGrade[grade]?.auroc,
          grade,
        ),
      ),
    ],
    byFinding: findings.map(({ id, name, grade }) =>
      row(id, name, [id], (run) => run.findings?.byFinding[id]?.auroc, grade),
    ),
    organs:
      organs.length > 0
        ? [
            row(
              'all',
              'all organs',
              organs.map(({ id }) => id),
              (run) => run.organLesions?.macro?.auroc,
            ),
          ]
        : [],
    byOrgan: organs.map(({ id, name }) => row(id, name, [id], (run) => run.organLesions?.byOrgan[id]?.auroc)),
    sharedExams: [new Set(first.scores.map(({ exam }) => exam)).size, ...paired.map(({ exams }) => exams)],
    notes: paired.flatMap(({ exams, disagreements }, index) => [
      ...(exams === 0 ? [`${names[index + 1]} and ${names[0]} share no exam: there is no paired difference.`] : []),
      ...(disagreements > 0
        ? [
            `${names[index + 1]} and ${names[0]} disagree on the label of ${disagreements} cases, which their differences leave out.`,
          ]
        : []),
    ]),
  };
}

interface ComparedTarget {
  readonly id: string;
  readonly name: string;
  readonly grade?: string;
}

/** Every target of any run, by grade, then from the first run's best to its worst. */
function targetsOf(
  runs: readonly RunFiles[],
  of: (run: RunFiles) => Readonly<Record<string, { name?: string; grade?: string; auroc: Estimate }>> | undefined,
): ComparedTarget[] {
  const known = new Map<string, ComparedTarget & { readonly auroc: number }>();
  for (const run of runs) {
    for (const [id, { name = id, grade, auroc }] of Object.entries(of(run) ?? {}))
      if (!known.has(id)) known.set(id, { id, name, grade, auroc: auroc.value });
  }
  const place = ({ grade = '' }: ComparedTarget) =>
    gradeOrder.includes(grade) ? gradeOrder.indexOf(grade) : gradeOrder.length;
  return [...known.values()].sort((a, b) => place(a) - place(b) || b.auroc - a.auroc || (a.id < b.id ? -1 : 1));
}

function trainingCosts(run: RunFiles): TrainingCost[] {
  return trainingStages.flatMap((stage) => {
    const facts = run.checkpoints[stage];
    return facts
      ? [
          {
            stage,
            seconds: secondsOf(run, stage),
            parameters: facts.parameters,
            steps: facts.steps,
            volumes: facts.samples,
          },
        ]
      : [];
  });
}

/** A run's name; its folder's too, where two runs have the same name. */
function uniqueNames(runs: readonly RunFiles[]): string[] {
  const count = (name: string) => runs.filter((run) => run.name === name).length;
  return runs.map(({ name, dir }) => (count(name) > 1 ? basename(dir) : name));
}
