import type { AnatomyPhantoms, Cohort, Exam, KeptValues } from '@totalfm/core';
import { throwIfAborted } from '@totalfm/core';
import { phantomErrors } from './errors.ts';
import { customOrgans } from './custom-organs.ts';
import type { PhantomListing } from './listing.ts';
import { indexOf, listExam } from './listing.ts';
import type { MadeExam, ToldExam } from './make-exam.ts';
import { makeExam } from './make-exam.ts';
import type { PhantomOptions } from './options.ts';
import { keepToldExams } from './told-exams.ts';

/**
 * A cohort of drawn exams with a known truth. What was told of an exam is remembered, in `cacheDir` where there is one, since
 * drawing a patient for a report takes as long as for a CT.
 */
export function createPhantomCohort(options: PhantomOptions, anatomy: AnatomyPhantoms, cacheDir?: string): Cohort {
  const custom = customOrgans(anatomy);
  const told = keepToldExams(options, custom, cacheDir);
  return {
    async list(signal) {
      throwIfAborted(signal);
      return Array.from({ length: options.exams }, (_, index) => {
        const { id, patient, split } = listExam(options.first + index, options);
        return { id, patient, split };
      });
    },
    async open(id, signal) {
      throwIfAborted(signal);
      const index = indexOf(id, options.seed);
      if (index === undefined || index < options.first || index >= options.first + options.exams) {
        throw phantomErrors.TFM_PHANTOM_EXAM_UNKNOWN({
          exam: id,
          message: `The phantom cohort of seed ${options.seed} with ${options.exams} exams has no exam "${id}".`,
          fix: `Use an id from the cohort's list, such as "${listExam(options.first, options).id}".`,
        });
      }
      const listing = listExam(index, options);
      return openExam(listing, () => makeExam(listing, options, custom), told);
    },
  };
}

/** All parts of an exam come from one drawing, made when the first of them that is not remembered is asked for. */
function openExam({ id, patient, split }: PhantomListing, make: () => MadeExam, told: KeptValues<ToldExam>): Exam {
  let drawn: MadeExam | undefined;
  let known: ToldExam | undefined;
  const draw = () => {
    if (drawn) return drawn;
    drawn = make();
    const { report, truth } = drawn;
    if (!told.get(id)) told.set(id, { report, truth });
    return drawn;
  };
  const tell = () => (known ??= drawn ?? told.get(id) ?? draw());
  const part =
    <T>(read: () => T) =>
    async (signal?: AbortSignal): Promise<T> => {
      throwIfAborted(signal);
      return read();
    };
  let ct: ReturnType<MadeExam['ct']> | undefined;
  return {
    id,
    patient,
    split,
    ct: part(() => (ct ??= draw().ct())),
    labelMap: part(() => draw().labelMap),
    report: part(() => tell().report),
    truth: part(() => tell().truth),
  };
}
