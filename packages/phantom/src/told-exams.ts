import { join } from 'node:path';
import { keepValues, type KeptValues } from '@totalfm/core';
import type { CustomOrgan } from './custom-organs.ts';
import type { ToldExam } from './make-exam.ts';
import type { PhantomOptions } from './options.ts';

/** Changes whenever an exam of the same options does. */
export const phantomVersion = '2';

/**
 * Report and truth of exams that were drawn, by exam id: stages that read one of these only draw nobody again. In small files
 * of `cacheDir`, which all threads of a run share.
 */
export function keepToldExams(
  options: PhantomOptions,
  custom: readonly CustomOrgan[],
  cacheDir?: string,
): KeptValues<ToldExam> {
  // How many exams there are, their splits and what the scanner adds are told in neither.
  const telling = { ...options, exams: undefined, first: undefined, splits: undefined, noise: undefined };
  const organs = custom.map(({ organ, name, phantom }) => ({ organ, name, phantom }));
  const decidedBy = [phantomVersion, JSON.stringify(telling), JSON.stringify(organs)];
  return keepValues(cacheDir === undefined ? undefined : join(cacheDir, 'phantom'), decidedBy);
}
