import type { OrganVolume, VolumeRow } from '../domain/organ-volume.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Anatomy } from './anatomy.ts';
import type { Embedder } from './embedder.ts';
import type { PairReader } from './pair-store.ts';
import type { TrainingPlace } from './trainer.ts';

/** One organ volume of an exam, as something to write about: nothing that a report says of it. */
export interface SeenPart {
  readonly row: VolumeRow;
  readonly volume: OrganVolume;
}

/** What a generator says of one organ part, before anybody checks it. */
export interface PartText {
  /** Full sentences that name the organ, in order. Empty: it has nothing to say. */
  readonly sentences: readonly string[];
  /** How sure it is of findings of the organ, stated or not, 0–1, by finding id; absent where it cannot tell. */
  readonly confidence?: Readonly<Record<string, number>>;
  /** Coded, without report text: a text that went round in circles. */
  readonly notices?: readonly ErrorRecord[];
}

/** What a generator writes with: the aligned model of the run. */
export interface GeneratorParts {
  readonly anatomy: Anatomy;
  readonly embedder: Embedder;
  /** Checkpoint folder of the aligned model. */
  readonly model: string;
}

export interface GeneratorTraining extends GeneratorParts, TrainingPlace {
  /** Pairs of training and validation exams; those of test exams cannot be read. */
  readonly pairs: PairReader;
}

/**
 * Learns to write about organ volumes. Stopped at any instant and started again with the same `workDir`, training ends with the
 * same bytes in `outDir` as if it had never stopped; a generator that learns nothing writes nothing.
 */
export interface ReportGenerator {
  /** What it is called in metrics and on pages: its component's id. */
  readonly id: string;
  /** A baseline: what it says stands as it is, so that others are measured by it and not by the check that they share. */
  readonly baseline?: true;
  /** Throws a coded error where it cannot write with these parts; asked before any exam is opened. */
  fit?(anatomy: Anatomy): void | Promise<void>;
  train(context: GeneratorTraining): Promise<void>;
  /** Opens what `train` left in `dir`. Throws a coded error where that is of other parts. */
  open(dir: string, parts: GeneratorParts): Promise<ReportWriter>;
}

export interface ReportWriter {
  /**
   * What it says of each part, in their order; parts of several exams may share a call, and none changes what is said of another.
   * Findings of a part are those of its organ.
   */
  describe(parts: readonly SeenPart[], signal?: AbortSignal): Promise<readonly PartText[]>;
  dispose(): Promise<void>;
}
