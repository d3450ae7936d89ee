import { runReportErrors } from '../errors.ts';
import type { RunFiles } from '../run-files.ts';
import type { Arm } from './arms.ts';
import { experimentDifferences, shortJson } from './experiments.ts';

const examsOf = ({ scores }: RunFiles) => new Set(scores.map(({ exam }) => exam));

/** Throws `TFM_COMPARE_NO_SHARED_EXAMS` where a run has no test exam of the first run: what differs between their cohorts is named. */
export function needSharedExams([first, ...others]: readonly RunFiles[]): void {
  const exams = examsOf(first);
  for (const other of others) {
    if ([...examsOf(other)].some((exam) => exams.has(exam))) continue;
    throw runReportErrors.TFM_COMPARE_NO_SHARED_EXAMS({
      file: other.dir,
      message: `${other.dir} and ${first.dir} have no test exam in common${cohortsText(first, other)}.`,
      fix: 'Run both on the same cohort with the same split, or score one on the other’s: `totalfm evaluate RUN --set cohort=…`.',
    });
  }
}

/** A note for each arm that was scored on other exams as well, or on fewer. */
export function unsharedNotes([first, ...others]: readonly Arm[]): string[] {
  const own = examsOf(first.runs[0]);
  return others.flatMap(({ name, runs: [run] }) => {
    const exams = examsOf(run);
    const shared = [...exams].filter((exam) => own.has(exam)).length;
    if (shared === exams.size && shared === own.size) return [];
    return [
      `${name} was scored on ${exams.size} exams and ${first.name} on ${own.size}, ${shared} of them the same${cohortsText(first.runs[0], run)}: differences are over these.`,
    ];
  });
}

/** ` (cohort.seed: 7 and 101)` */
function cohortsText(first: RunFiles, other: RunFiles): string {
  const cohorts = [first, other].map(({ experiment }) => experiment?.cohort);
  const differences = experimentDifferences(cohorts, 'cohort').map(
    ({ path, values }) => `${path}: ${values.map(shortJson).join(' and ')}`,
  );
  return differences.length > 0 ? ` (${differences.join('; ')})` : '';
}
