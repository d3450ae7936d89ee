import {
  type ErrorRecord,
  type Exam,
  isDiskFull,
  throwIfAborted,
  toErrorRecord,
  type Warn,
  writeError,
  writing,
} from '@totalfm/core';
import { mkdir } from 'node:fs/promises';
import type { ChunkPlace } from '../artifacts/shared-work.ts';
import { writeOutcomes, type ExamOutcome } from '../journal/exam-journal.ts';
import type { Underway } from '../journal/underway.ts';
import { isPassing } from '../work/passing-errors.ts';
import type { ExamResult, ExamStage, Stage } from './stage.ts';
import type { PieceWriter } from './pieces.ts';
import { shareExam } from './shared-exam.ts';

/** An exam of a chunk. */
export interface ChunkExam {
  readonly id: string;
  /** By input stage: the stage that had no result for it. */
  readonly lost?: Readonly<Record<string, string>>;
  /** What befell it before the chunk could be done: it is failed without being opened. */
  readonly error?: ErrorRecord;
}

/** A stage of the group that goes over the chunk's exams together, ready to work. */
export interface ChunkStage {
  readonly stage: ExamStage;
  readonly components: never;
  /** Ids of the components in its slots. */
  readonly ids: Readonly<Record<string, string>>;
  readonly writer: PieceWriter<unknown>;
  readonly place: ChunkPlace;
}

export interface ExamChunk {
  readonly chunk: number;
  readonly exams: readonly ChunkExam[];
  readonly stages: readonly ChunkStage[];
  /** What earlier stages made of this chunk's exams, by stage and exam. */
  readonly values: ReadonlyMap<Stage, ReadonlyMap<string, unknown>>;
  readonly open: (exam: string) => Promise<Exam>;
  /** Exams at once. */
  readonly concurrency: number;
  /** Where somebody outlives this worker: told which exams are in hand. */
  readonly underway?: Underway;
  readonly signal?: AbortSignal;
  /** What network or disk fail stops the chunk instead of failing the exam. */
  readonly isTriedAgain?: boolean;
  /** One more exam is finished; milliseconds that each stage took for it, by name. */
  readonly unitDone: (milliseconds: Readonly<Record<string, number>>) => void;
}

interface StageOutcome {
  readonly outcome: ExamOutcome;
  readonly result?: ExamResult<unknown>;
}

/**
 * Goes over the exams of a chunk with each stage of a group in turn, so that an exam is opened once for all of them, and
 * writes each stage's piece and journal. An exam that throws in a stage is failed there and skipped after it; only
 * cancelling and a full disk stop the chunk. Results are kept in the order of exams, whatever order they were done in.
 */
export async function doExamChunk(work: ExamChunk): Promise<void> {
  const outcomes = work.exams.map(() => new Map<Stage, StageOutcome>());
  const keep = keeperInOrder(work, outcomes);
  const queue = [...work.exams.entries()];
  const loop = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      throwIfAborted(work.signal);
      const [index, exam] = next;
      await work.underway?.begin(exam.id);
      const milliseconds = await doExam(work, exam, outcomes[index]).finally(() => work.underway?.end(exam.id));
      await keep(index);
      work.unitDone(milliseconds);
    }
  };
  await Promise.all(Array.from({ length: Math.min(work.concurrency, work.exams.length) }, loop));
  for (const { stage, writer, place } of work.stages) {
    const { scratch } = place;
    await writing(scratch, async () => {
      await mkdir(scratch, { recursive: true });
      await writer.close();
    });
    await writeOutcomes(
      scratch,
      work.chunk,
      outcomes.map((ofExam) => (ofExam.get(stage) as StageOutcome).outcome),
    );
    await place.keep();
  }
}

/** Hands results to the stages' writers as soon as those of all exams before are there. */
function keeperInOrder({ exams, stages }: ExamChunk, outcomes: readonly Map<Stage, StageOutcome>[]) {
  const isDone = exams.map(() => false);
  let kept = 0;
  let keeping = Promise.resolve();
  return (index: number): Promise<void> => {
    isDone[index] = true;
    return (keeping = keeping.then(async () => {
      for (; isDone[kept]; kept++) {
        for (const { stage, writer } of stages) {
          const { outcome, result } = outcomes[kept].get(stage) as StageOutcome;
          if (result) await writer.add(exams[kept].id, result.result);
          // What is kept need not be held: a label map of a whole scan is large.
          outcomes[kept].set(stage, { outcome });
        }
      }
    }));
  };
}

async function doExam(
  work: ExamChunk,
  { id, lost = {}, error }: ChunkExam,
  outcomes: Map<Stage, StageOutcome>,
): Promise<Readonly<Record<string, number>>> {
  const milliseconds: Record<string, number> = {};
  const shared = shareExam(() => work.open(id));
  for (const one of work.stages) {
    const { stage } = one;
    const start = performance.now();
    const lostIn = Object.values(stage.reads).flatMap((read) => {
      const before = outcomes.get(read.stage)?.outcome;
      if (before && before.status !== 'done') return [before.lostIn ?? read.stage.name];
      return lost[read.stage.name] ?? [];
    })[0];
    if (lostIn !== undefined) outcomes.set(stage, { outcome: { exam: id, status: 'skipped', lostIn } });
    else if (error) outcomes.set(stage, { outcome: { exam: id, status: 'failed', error } });
    else outcomes.set(stage, await outcomeOf(one));
    milliseconds[stage.name] = performance.now() - start;
  }
  return milliseconds;

  async function outcomeOf({ stage, components, ids }: ChunkStage): Promise<StageOutcome> {
    try {
      const warnings: ErrorRecord[] = [];
      const warn: Warn = (warning) => void warnings.push({ ...warning, where: { ...warning.where, exam: id } });
      const inputs = await inputsOf(stage, warn);
      const result = await stage.exam.perExam(components, inputs, { signal: work.signal, ids, warn });
      return { outcome: { exam: id, status: 'done', ...(warnings.length > 0 && { warnings }) }, result };
    } catch (error) {
      throwIfAborted(work.signal);
      if (isDiskFull(error)) throw writeError(error, stage.name);
      if (work.isTriedAgain && isPassing(error)) throw error;
      return { outcome: { exam: id, status: 'failed', error: toErrorRecord(error, { exam: id, stage: stage.name }) } };
    }
  }

  async function inputsOf(stage: Stage, warn: Warn): Promise<never> {
    const values: Record<string, unknown> = {};
    for (const [key, { stage: input }] of Object.entries(stage.reads)) {
      const fresh = outcomes.get(input)?.result;
      if (input.source) values[key] = await shared.for(stage, warn);
      else if (fresh) values[key] = input.exam?.pieces.pass(fresh.result);
      else values[key] = work.values.get(input)?.get(id);
    }
    return values as never;
  }
}
