import { defineStage } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { checkListing } from '../exams/check-listing.ts';
import { cohort } from '../slots.ts';

/** Lists the cohort and keeps the exams whose listing is sound. Listed anew every time, so that new exams are seen. */
export const ingest = defineStage({
  name: 'ingest',
  title: 'Exams',
  uses: { cohort },
  async list({ cohort }, signal) {
    const listing = await cohort.list(signal);
    if (listing.length === 0) {
      throw pipelineErrors.TFM_COHORT_EMPTY({
        stage: 'ingest',
        message: 'The cohort has no exams.',
        fix: 'Check its options: a wrong folder is the most common reason.',
      });
    }
    const outcomes = checkListing(listing);
    const exams = listing.filter((_, index) => outcomes[index].status === 'done');
    return { exams: exams.map(({ id, patient, split, revisions }) => ({ id, patient, split, revisions })), outcomes };
  },
  open: ({ cohort }, exam, signal) => cohort.open(exam, signal),
});
