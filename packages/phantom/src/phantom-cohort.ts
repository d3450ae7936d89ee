import type { AnatomyPhantoms, Cohort, Exam } from '@totalfm/core';
import { throwIfAborted } from '@totalfm/core';
import { phantomErrors } from './errors.ts';
import { customOrgans } from './custom-organs.ts';
import { indexOf, listExam } from './listing.ts';
import type { MadeExam } from './make-exam.ts';
import { makeExam } from './make-exam.ts';
import type { PhantomOptions } from './options.ts';

/** A cohort of drawn exams with a known truth. */
export function createPhantomCohort(options: PhantomOptions, anatomy: AnatomyPhantoms): Cohort {
  const custom = customOrgans(anatomy);
  return {
    async list(signal) {
      throwIfAborted(signal);
      return Array.from({ length: options.exams }, (_, index) => {
        const { id, patient, split } = listExam(index, options);
        return { id, patient, split };
      });
    },
    async open(id, signal) {
      throwIfAborted(signal);
      const index = indexOf(id, options.seed);
      if (index === undefined || index >= options.exams) {
        throw phantomErrors.TFM_PHANTOM_EXAM_UNKNOWN({
          exam: id,
          message: `The phantom cohort of seed ${options.seed} with ${options.exams} exams has no exam "${id}".`,
          fix: `Use an id from the cohort's list, such as "${listExam(0, options).id}".`,
        });
      }
      return openExam(index, options, custom);
    },
  };
}

/** All parts of an exam come from one drawing, made when the first of them is asked for. */
function openExam(index: number, options: PhantomOptions, custom: ReturnType<typeof customOrgans>): Exam {
  const listing = listExam(index, options);
  let made: MadeExam | undefined;
  const make = (signal?: AbortSignal) => {
    throwIfAborted(signal);
    return (made ??= makeExam(listing, options, custom));
  };
  const { id, patient, split } = listing;
  return {
    id,
    patient,
    split,
    ct: async (signal) => make(signal).ct,
    labelMap: async (signal) => make(signal).labelMap,
    report: async (signal) => make(signal).report,
    truth: async (signal) => make(signal).truth,
  };
}
