import type { Exam, ExamListing, ExamPart, MetricSink, ProgressSink, Warn } from '@totalfm/core';
import type { Artifact } from '../artifacts/artifact.ts';
import type { ExamOutcome } from '../journal/exam-journal.ts';
import type { Pieces } from './pieces.ts';
import type { Used, Uses } from './slot.ts';

declare const value: unique symbol;

/** What of a list of exams a stage depends on: parts of exams, and `split`, which is each exam's patient and split. */
export type ListPart = ExamPart | 'split';

/** An input of a stage: what another stage makes. */
export interface Read<Value = unknown> {
  readonly kind: 'read';
  readonly stage: Stage<Value>;
  /** Of a list of exams: the parts that are read. Others may change without this stage running again. Default: all. */
  readonly parts?: readonly ListPart[];
  /** In an experiment with `from`: what that run made, instead of what this one makes. */
  readonly ofModel?: true;
}

export type Reads = Readonly<Record<string, Stage<never> | Read<never> | Stage | Read>>;

/** What a per-exam stage is given of one exam for its inputs. */
export type ExamInputs<R extends Reads> = {
  readonly [K in keyof R]: R[K] extends Stage<infer V> ? V : R[K] extends Read<infer V> ? V : never;
};

/** The artifacts of a whole stage's inputs; undefined for those of a stage that is left out. */
export type WholeInputs<R extends Reads> = { readonly [K in keyof R]: Artifact | undefined };

export interface ExamResult<Result> {
  readonly result: Result;
}

/** How a stage goes over one exam. */
export interface ExamWork {
  readonly signal?: AbortSignal;
  /** Ids of the components in the stage's slots, for provenance. */
  readonly ids: Readonly<Record<string, string>>;
  /** Told of what the reader should know although the exam is done; kept in the stage's journal. */
  readonly warn: Warn;
}

/** Where a whole stage works, and whom it tells. */
export interface WholeWork {
  readonly dir: string;
  /** State that a resumed stage goes on from; removed when the artifact is finished. */
  readonly scratch: string;
  /** Where a stage may keep what makes its next start quick; it may be emptied at any time. */
  readonly cacheDir: string;
  readonly seed: number;
  readonly progress: ProgressSink;
  /** Training metrics as they come. */
  readonly metrics: MetricSink;
  readonly signal?: AbortSignal;
}

/** The exams of a cohort as they are listed, and what is wrong with some of them. */
export interface ExamList {
  readonly exams: readonly ExamListing[];
  readonly outcomes: readonly ExamOutcome[];
}

interface Common<U extends Uses, R extends Reads> {
  /** Unique in its pipeline; a folder in `artifacts`. */
  readonly name: string;
  /** For people: `Organ volumes`. */
  readonly title: string;
  /** Changes whenever the stage's output for the same components and inputs does: part of every artifact's name. */
  readonly version?: string;
  readonly uses: U;
  /** Optional slots among them whose emptiness does not leave it out. */
  readonly doesWithout?: readonly (keyof U & string)[];
  readonly reads?: R;
  /** Its result depends on the experiment's seed. */
  readonly seeded?: true;
  /** It makes the model: what it uses cannot change in an experiment that scores the model of another run (`from`). */
  readonly trains?: true;
  /** Files of its artifact that a run shows, where it made them; those of one name are joined, in the order of stages. */
  readonly publishes?: readonly string[];
  /** Throws a coded error where these components, or a model that is there already, do not fit; asked before any exam is opened. */
  fit?(components: Used<U>, inputs: Partial<WholeInputs<R>>): void | Promise<void>;
  /**
   * Throws a coded error where it cannot work on a list of such exams; asked when they are listed, before any is opened. An
   * experiment with `from` is not asked: of its exams only the model's run knows which are new.
   */
  fitExams?(components: Used<U>, exams: readonly ExamListing[]): void;
}

/** Lists what there is, anew every time. */
export interface SourceDefinition<U extends Uses> extends Omit<Common<U, never>, 'reads'> {
  list(components: Used<U>, signal?: AbortSignal): Promise<ExamList>;
  open(components: Used<U>, exam: string, signal?: AbortSignal): Promise<Exam>;
}

/** Goes exam by exam. One bad exam never stops the others. */
export interface ExamStageDefinition<U extends Uses, R extends Reads, Result, Value> extends Common<U, R> {
  readonly reads: R;
  perExam(components: Used<U>, inputs: ExamInputs<R>, work: ExamWork): Promise<ExamResult<Result>>;
  readonly pieces: Pieces<Used<U>, Result, Value>;
  /** Exams at once in one process, for a stage that waits for something else; default 1. */
  concurrency?(components: Used<U>): number;
}

/** Works on all exams at once: training, evaluation. */
export interface WholeStageDefinition<U extends Uses, R extends Reads> extends Common<U, R> {
  readonly reads: R;
  /**
   * Where it goes over exams one by one, it gives what became of each, in their order: that is kept and told as that of the stages
   * that go exam by exam. Where all have failed, there is no artifact.
   */
  whole(components: Used<U>, inputs: WholeInputs<R>, work: WholeWork): Promise<readonly ExamOutcome[] | void>;
}

/** A step of a pipeline. `Value` is what it gives of one exam to a stage that reads it. */
export interface Stage<Value = unknown> {
  readonly kind: 'stage';
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly uses: Uses;
  readonly doesWithout: readonly string[];
  readonly reads: Readonly<Record<string, Read>>;
  readonly seeded: boolean;
  readonly trains: boolean;
  readonly publishes: readonly string[];
  readonly fit?: (components: never, inputs: never) => void | Promise<void>;
  readonly fitExams?: (components: never, exams: readonly ExamListing[]) => void;
  readonly source?: Pick<SourceDefinition<Uses>, 'list' | 'open'>;
  readonly exam?: Pick<ExamStageDefinition<Uses, Reads, unknown, unknown>, 'perExam' | 'pieces' | 'concurrency'>;
  readonly whole?: WholeStageDefinition<Uses, Reads>['whole'];
  readonly [value]?: Value;
}

/** A stage that lists exams. */
export type SourceStage = Stage & Required<Pick<Stage, 'source'>>;

/** A stage that goes exam by exam. */
export type ExamStage = Stage & Required<Pick<Stage, 'exam'>>;

export const isSourceStage = (stage: Stage): stage is SourceStage => stage.source !== undefined;
export const isExamStage = (stage: Stage): stage is ExamStage => stage.exam !== undefined;

/** Some parts of a list of exams, as an input. */
export const partsOf = <V>(stage: Stage<V>, ...parts: readonly ListPart[]): Read<V> => ({ kind: 'read', stage, parts });

/** What the run of an experiment's `from` made in a stage; without `from`, what this run makes. */
export const ofModel = <V>(input: Stage<V> | Read<V>): Read<V> => ({ ...readOf(input), ofModel: true });

const readOf = <V>(input: Stage<V> | Read<V>): Read<V> =>
  input.kind === 'read' ? input : { kind: 'read', stage: input };

/** Defines a step of a pipeline: what it uses, what it reads, and how it makes its artifact. */
export function defineStage<const U extends Uses>(definition: SourceDefinition<U>): Stage<Exam>;
export function defineStage<const U extends Uses, const R extends Reads, Result, Value>(
  definition: ExamStageDefinition<U, R, Result, Value>,
): Stage<Value>;
export function defineStage<const U extends Uses, const R extends Reads>(
  definition: WholeStageDefinition<U, R>,
): Stage<Artifact>;
export function defineStage(
  definition:
    | SourceDefinition<Uses>
    | ExamStageDefinition<Uses, Reads, unknown, unknown>
    | WholeStageDefinition<Uses, Reads>,
): Stage {
  const { name, title, version = '1', uses, seeded = false, trains = false, publishes = [] } = definition;
  const { fit, fitExams, doesWithout = [] } = definition;
  const reads = 'reads' in definition ? definition.reads : {};
  return {
    kind: 'stage',
    name,
    title,
    version,
    uses,
    doesWithout,
    reads: Object.fromEntries(Object.entries(reads).map(([key, input]) => [key, readOf(input as Stage | Read)])),
    seeded,
    trains,
    publishes,
    ...(fit && { fit: fit.bind(definition) }),
    ...(fitExams && { fitExams: fitExams.bind(definition) }),
    ...('list' in definition && { source: definition }),
    ...('perExam' in definition && { exam: definition }),
    ...('whole' in definition && { whole: definition.whole.bind(definition) }),
  };
}
