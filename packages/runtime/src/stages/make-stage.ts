import { join } from 'node:path';
import { writing } from '@totalfm/core';
import { mkdir } from 'node:fs/promises';
import type { Artifact } from '../artifacts/artifact.ts';
import { DiscardWork } from '../artifacts/artifact-store.ts';
import { writeJournal, type ExamOutcome } from '../journal/exam-journal.ts';
import { allFailed, isAllFailed } from './all-failed.ts';
import { writeList } from './exam-list-file.ts';
import type { Listed } from './listing.ts';
import type { Made } from './group-tasks.ts';
import type { PlannedStage } from './plan-stages.ts';
import type { RunContext, StageResult } from './run-context.ts';
import type { Stage, WholeInputs } from './stage.ts';

/** What stages may keep to start quicker, in the folder of the artifacts. */
const cacheDir = '.programs';

/** Makes the artifact of a stage that lists exams, or works on all of them at once. */
export async function makeStage(context: RunContext, planned: PlannedStage, made: Made): Promise<StageResult> {
  const { stage, recipe, artifact, listed } = planned;
  if (!recipe) return { artifact: artifact as Artifact, reused: true, seconds: 0 };
  const progress = context.progress(stage.name);
  return context.store.make(
    recipe,
    async (work) => {
      if (listed) return makeList(context, stage, listed, work.dir);
      const components = (await context.container.components(stage.uses)) as never;
      await writing(work.scratch, () => mkdir(work.scratch, { recursive: true }));
      const outcomes = await stage.whole?.(components, inputsOf(planned, made), {
        dir: work.dir,
        scratch: work.scratch,
        cacheDir: join(context.store.root, cacheDir),
        seed: context.container.experiment.seed,
        progress,
        metrics: context.metrics,
        signal: context.signal,
      });
      if (outcomes && outcomes.length > 0) {
        await discardIfLost(context, stage, outcomes);
        await writeJournal(work.dir, outcomes);
      }
    },
    {
      signal: context.signal,
      onWait: ({ pid }) => progress.warn(`Waiting for process ${pid}, which is making the same artifact.`),
    },
  );
}

/** The artifacts that a stage reads, by role. */
const inputsOf = ({ stage, ofModel }: PlannedStage, made: Made): WholeInputs<never> =>
  Object.fromEntries(
    Object.entries(stage.reads).map(([key, { stage: input }]) => [key, ofModel[key] ?? made.get(input)]),
  ) as WholeInputs<never>;

async function makeList(context: RunContext, stage: Stage, listed: Listed, dir: string): Promise<void> {
  const list = listed.take();
  const { outcomes } = list;
  context.progress(stage.name).update(outcomes.length, outcomes.length);
  await discardIfLost(context, stage, outcomes);
  await writeList(dir, list, listed.digests);
}

/** Throws where a stage has a result for no exam. */
async function discardIfLost(context: RunContext, { name }: Stage, outcomes: readonly ExamOutcome[]): Promise<void> {
  if (!(await isAllFailed(outcomes))) return;
  await context.onLostExams(name, outcomes);
  throw new DiscardWork(await allFailed(name, outcomes));
}
