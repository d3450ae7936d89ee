import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { ExamListing } from '@totalfm/core';
import { DiscardWork, hashJson, jsonLines } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { checkListing } from '../exams/check-listing.ts';
import { examListFile, journalFile } from '../exams/exam-list.ts';
import type { StageContext, StageResult } from '../stage-context.ts';

/**
 * Lists the cohort and keeps the exams whose listing is sound: `exams.jsonl`. The list is read anew every time and
 * its hash is part of the artifact's name, so that exams added to a folder are seen.
 */
export async function ingest(context: StageContext): Promise<StageResult> {
  const cohort = await context.container.get('cohort');
  const listing = (await cohort.list(context.signal)).map(
    ({ id, patient, split, revision }): ExamListing => ({
      id,
      patient,
      split,
      ...(revision === undefined ? {} : { revision }),
    }),
  );
  const { use } = context.container.experiment.cohort;
  if (listing.length === 0) {
    throw pipelineErrors.TFM_COHORT_EMPTY({
      stage: 'ingest',
      component: use,
      message: `The cohort \`${use}\` has no exams.`,
      fix: 'Check its options: a wrong folder is the most common reason.',
    });
  }
  const recipe = {
    stage: 'ingest',
    config: { cohort: context.container.identity('cohort'), listing: hashJson(listing) },
    inputs: {},
  };
  return context.store.make(
    recipe,
    async (work) => {
      const outcomes = checkListing(listing);
      context.progress.update(listing.length, listing.length);
      if (!outcomes.some(({ status }) => status === 'done')) {
        context.onLostExams?.(outcomes);
        const [{ error }] = outcomes;
        throw new DiscardWork(
          pipelineErrors.TFM_ALL_EXAMS_FAILED({
            stage: 'ingest',
            exam: outcomes[0].exam,
            message: `No exam's listing is sound. The first: ${error?.message}`,
            fix: error?.fix,
          }),
        );
      }
      const kept = listing.filter((_, index) => outcomes[index].status === 'done');
      await writeFileWhole(join(work.dir, examListFile), jsonLines(kept));
      await writeFileWhole(join(work.dir, journalFile), jsonLines(outcomes));
    },
    { signal: context.signal },
  );
}
