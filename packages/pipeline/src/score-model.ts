import type { ExamListing, Split } from '@totalfm/core';
import type { Artifact } from '@totalfm/runtime';
import { readExams } from './exams/exam-list.ts';
import { artifactOfRun } from './open-run.ts';
import { stageNames, type StageName } from './stage-name.ts';
import { evaluate } from './stages/evaluate.ts';
import { stageFunctions, type Made, type StageRunner } from './stages/stage-functions.ts';

/**
 * Scores the model of a finished run on the exams of this experiment, without training. Exams that the run did not have
 * are all tests, with thresholds from the run's own validation pairs; those that it had keep their split.
 */
export async function scoreModel(stages: StageRunner, modelDir: string, until: StageName = 'evaluate'): Promise<Made> {
  const [align, ownPair, ownIngest] = [
    await artifactOfRun(modelDir, 'align'),
    await artifactOfRun(modelDir, 'pair'),
    await artifactOfRun(modelDir, 'ingest'),
  ];
  const made: Made = {};
  for (const stage of stageNames.slice(0, stageNames.indexOf(until) + 1)) {
    if (stage === 'pretrain') continue;
    if (stage === 'align')
      made.align = await stages.run(stage, async () => ({ artifact: align, reused: true, seconds: 0 }));
    else if (stage === 'evaluate') made.evaluate = await scoreFresh();
    else made[stage] = await stages.run(stage, stageFunctions[stage](made));
  }
  return made;

  async function scoreFresh(): Promise<Artifact> {
    const [pair, ingest] = [made.pair as Artifact, made.ingest as Artifact];
    const fresh =
      ingest.id === ownIngest.id ? undefined : { validation: ownPair, seen: await seenExams(ingest, ownIngest) };
    return stages.run('evaluate', (context) => evaluate(context, { align, pair, fresh }));
  }
}

/**
 * Exams of a cohort that a run already had, with their split there: same id and same patient. A revision says nothing here:
 * a copied file has another one. Rather is an exam too few scored than one that the model was trained on.
 */
async function seenExams(ingest: Artifact, own: Artifact): Promise<ReadonlyMap<string, Split>> {
  const known = new Map((await readExams(own)).map((exam) => [exam.id, exam]));
  const isSame = (exam: ExamListing, other: ExamListing | undefined) => exam.patient === other?.patient;
  const shared = (await readExams(ingest)).filter((exam) => isSame(exam, known.get(exam.id)));
  return new Map(shared.map(({ id }) => [id, (known.get(id) as ExamListing).split]));
}
