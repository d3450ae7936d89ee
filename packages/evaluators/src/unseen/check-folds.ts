import type { CaseScore } from '@totalfm/core';
import { evaluatorErrors } from '../errors.ts';
import type { FoldResult } from './fold-result.ts';

/**
 * Throws `TFM_EVALUATE_FOLDS` unless runs are the folds of one rotation: two or more that measured the same findings on the same
 * exams with the same labels, each finding withheld from one of them.
 */
export function checkFolds(folds: readonly FoldResult[]): void {
  if (folds.length < 2) throw notFolds(`${folds.length} of them cannot be a rotation.`);
  const [first, ...others] = folds;
  for (const fold of others) {
    if (casesOf(fold) !== casesOf(first))
      throw notFolds(`${first.name} and ${fold.name} did not score the same findings on the same exams and labels.`);
  }
  for (const { id } of first.findings.targets) {
    const without = folds.filter(({ findings }) => findings.targets.some((one) => one.id === id && one.unseen));
    if (without.length === 1) continue;
    const runs = without.length === 0 ? 'none of them' : without.map(({ name }) => name).join(' and ');
    throw notFolds(`The finding ${id} was withheld from ${runs}, and not from one.`);
  }
}

const notFolds = (message: string) =>
  evaluatorErrors.TFM_EVALUATE_FOLDS({
    option: 'unseen.fold',
    message: `Runs are to be gathered that are not the folds of one rotation. ${message}`,
    fix: 'Sweep every fold in one experiment: `unseen: { folds: 5 }` and `sweep: { unseen.fold: [0, 1, 2, 3, 4] }`.',
  });

/** What was scored, as one text: every measured finding with its exams and labels. */
function casesOf({ findings, scores }: FoldResult): string {
  const measured = new Set(findings.targets.map(({ id }) => id));
  const cases = scores.filter(({ target }) => measured.has(target)).map(caseOf);
  return [...measured, ...cases].sort().join('\n');
}

const caseOf = ({ target, exam, label }: CaseScore): string => `${target} ${exam} ${label}`;
