import type { Artifact, ArtifactWork } from '../artifacts/artifact.ts';
import { finishedChunks, readJournal } from '../journal/exam-journal.ts';
import type { ChunkExam } from './exam-chunk.ts';
import { readExamIds } from './exam-list-file.ts';
import type { ExamTask, ExamTaskArgs } from './exam-task.ts';
import { sourceOf } from './pipeline.ts';
import type { Stage } from './stage.ts';

/** Exams that are worked on, and written, as one unit: what a kill costs at most. */
export const examsPerChunk = 8;

/** Finished artifacts by stage. */
export type Made = ReadonlyMap<Stage, Artifact>;

/** What a group of stages has to do. */
export interface GroupTasks {
  readonly exams: number;
  readonly chunks: number;
  /** Exams of the chunks that are finished in all stages. */
  readonly done: number;
  /** Tasks of the other chunks, made one by one when they are asked for: of each exam, only its id is held. */
  open(): Iterable<ExamTask>;
}

/** The chunks of a group's exams, with what each is told; `works` are those of the stages, in order. */
export async function tasksOf(
  stages: readonly Stage[],
  works: readonly ArtifactWork[],
  made: Made,
): Promise<GroupTasks> {
  const ids = await readExamIds(made.get(sourceOf(stages[0]) as Stage) as Artifact);
  const inputs = inputsOf(stages, made);
  const lost = await lostExams(inputs);
  const finished = await Promise.all(works.map(({ scratch }) => finishedChunks(scratch)));
  const isFinished = (chunk: number) => finished.every((chunks) => chunks.has(chunk));
  const chunks = Math.ceil(ids.length / examsPerChunk);
  const examsOf = (chunk: number) => ids.slice(chunk * examsPerChunk, (chunk + 1) * examsPerChunk);
  const args: Omit<ExamTaskArgs, 'exams'> = {
    stages: stages.map(({ name }, index) => ({ name, id: works[index].id })),
    inputs: Object.fromEntries([...inputs].map(([{ name }, { id }]) => [name, id])),
  };
  const work = stages.map(({ name }) => name).join(' and ');
  let done = 0;
  for (let chunk = 0; chunk < chunks; chunk++) if (isFinished(chunk)) done += examsOf(chunk).length;
  return {
    exams: ids.length,
    chunks,
    done,
    *open() {
      for (let chunk = 0; chunk < chunks; chunk++) {
        if (isFinished(chunk)) continue;
        const exams = examsOf(chunk).map((id): ChunkExam => (lost.has(id) ? { id, lost: lost.get(id) } : { id }));
        yield { work, chunk, units: exams.length, args: { ...args, exams } };
      }
    },
  };
}

/** Finished artifacts that stages read of one another's exams, but for those of the group itself. */
function inputsOf(stages: readonly Stage[], made: Made): Made {
  const inputs = new Map<Stage, Artifact>();
  for (const { reads } of stages)
    for (const { stage } of Object.values(reads))
      if (stage.exam && !stages.includes(stage)) inputs.set(stage, made.get(stage) as Artifact);
  return inputs;
}

/** By exam: the input stages that have no result for it, with the stage that lost it. */
async function lostExams(inputs: Made): Promise<ReadonlyMap<string, Record<string, string>>> {
  const lost = new Map<string, Record<string, string>>();
  for (const [{ name }, artifact] of inputs) {
    for await (const { exam, status, lostIn } of readJournal(artifact)) {
      if (status !== 'done') lost.set(exam, { ...lost.get(exam), [name]: lostIn ?? name });
    }
  }
  return lost;
}
