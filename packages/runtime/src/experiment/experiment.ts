import type {
  Cohort,
  DeviceName,
  EmbedderLoader,
  EngineName,
  PairMaker,
  PairStore,
  Privacy,
  ReportParser,
  Segmenter,
  TextEncoder,
  Token,
  Trainer,
  VisionEncoder,
} from '@totalfm/core';
import { tokens } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';

/** A component by its id, with its options beside it. */
export type ComponentUse = { readonly use: string } & { readonly [option: string]: Json | undefined };

/** The options of a use, without its `use`. */
export const optionsOf = (use: ComponentUse): { readonly [option: string]: Json | undefined } =>
  Object.fromEntries(Object.entries(use).filter(([key]) => key !== 'use'));

/** An experiment with every default written out: plain JSON, and itself a valid experiment file. */
export interface ResolvedExperiment {
  readonly name: string;
  /** Seed of everything random that is not the cohort's own. */
  readonly seed: number;
  /** Absolute folder of the run whose model is scored; absent: the experiment trains its own. */
  readonly from?: string;
  /** Package names and absolute paths. */
  readonly plugins: readonly string[];
  /** Components that options refer to as `$name`. */
  readonly models: Readonly<Record<string, ComponentUse>>;
  readonly cohort: ComponentUse;
  readonly segmenter: ComponentUse;
  readonly parser: ComponentUse;
  /** Organ ids; their order is the order of everything that counts organs. */
  readonly organs: readonly string[];
  readonly pairs: ComponentUse;
  readonly store: ComponentUse;
  readonly vision: ComponentUse;
  readonly text: ComponentUse;
  readonly pretrain: ComponentUse | false;
  readonly align: ComponentUse;
  /** Opens the trained checkpoint for evaluation and embedding. */
  readonly embedder: ComponentUse;
  readonly evaluate: readonly ComponentUse[];
  readonly compute: ComputeOptions;
  /** What may leave the machine. */
  readonly privacy: Privacy;
}

export interface ComputeOptions {
  /** Where tensor programs run: the default of every component option named `engine`. */
  readonly use: EngineName;
  /** What compiled programs compute on: the default of every component option named `device`. */
  readonly device: DeviceName;
  /** Threads inside one operator: the default of every component option named `threads`. */
  readonly threads: number;
  /** Exams worked on at once: 1 is this process, more are worker threads. Never changes a result. */
  readonly workers: number;
}

/** The contract that each slot of an experiment fills. `evaluate` is a list and stands apart. */
export interface SlotContracts {
  readonly cohort: Cohort;
  readonly segmenter: Segmenter;
  readonly parser: ReportParser;
  readonly pairs: PairMaker;
  readonly store: PairStore;
  readonly vision: VisionEncoder;
  readonly text: TextEncoder;
  readonly pretrain: Trainer;
  readonly align: Trainer;
  readonly embedder: EmbedderLoader;
}

export type SlotName = keyof SlotContracts;

interface Slot {
  readonly token: Token<unknown>;
  /** The component where an experiment names none; undefined: the slot must be filled, or may stay empty. */
  readonly use?: string;
  readonly optional?: true;
  readonly description: string;
}

/** The slots of an experiment and the components that fill them by default. */
export const slots: Readonly<Record<SlotName, Slot>> = {
  cohort: { token: tokens.Cohort, description: 'Where exams come from.' },
  segmenter: { token: tokens.Segmenter, use: 'label-files', description: 'Finds the organs.' },
  parser: { token: tokens.ReportParser, use: 'rules', description: 'Splits reports into findings by organ.' },
  pairs: {
    token: tokens.PairMaker,
    use: 'organ-pairs',
    description: 'Cuts organ volumes and joins them with their sentences.',
  },
  store: { token: tokens.PairStore, use: 'webdataset', description: 'Keeps organ pairs in few large files.' },
  vision: { token: tokens.VisionEncoder, use: 'video-vit', description: 'Organ volumes to vectors.' },
  text: { token: tokens.TextEncoder, use: 'transformer', description: 'Texts to vectors.' },
  pretrain: {
    token: tokens.Trainer,
    optional: true,
    description: 'Pretraining of the vision encoder; false or absent: none.',
  },
  align: { token: tokens.Trainer, use: 'contrastive', description: 'Brings volumes and texts into one space.' },
  embedder: { token: tokens.EmbedderLoader, use: 'checkpoint', description: 'Opens the trained checkpoint.' },
};

export const slotNames = Object.keys(slots) as readonly SlotName[];

export const defaultEvaluators = ['findings', 'organ-lesions'] as const;

/** Every key of an experiment file. */
export const experimentKeys = [
  'extends',
  'from',
  'sweep',
  'name',
  'seed',
  'plugins',
  'models',
  ...slotNames,
  'organs',
  'evaluate',
  'compute',
  'privacy',
  'generate',
] as const;

/** What a trained model is made of: scoring it on other exams may not change any of it. */
export const trainedKeys = ['seed', 'organs', 'pairs', 'vision', 'text', 'pretrain', 'align'] as const;

/** What a run may be called: it becomes a folder. */
export const runNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
