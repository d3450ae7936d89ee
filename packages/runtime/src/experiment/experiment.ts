import type { DeviceName, EngineName, Privacy } from '@totalfm/core';
import type { Json } from '../canonical-json.ts';
import type { Pipeline } from '../stages/pipeline.ts';

/** A component by its id, with its options beside it. */
export type ComponentUse = { readonly use: string } & { readonly [option: string]: Json | undefined };

/** The options of a use, without its `use`. */
export const optionsOf = (use: ComponentUse): { readonly [option: string]: Json | undefined } =>
  Object.fromEntries(Object.entries(use).filter(([key]) => key !== 'use'));

export interface ComputeOptions {
  /** Where tensor programs run: the default of every component option named `engine`. */
  readonly use: EngineName;
  /** What compiled programs compute on: the default of every component option named `device`. */
  readonly device: DeviceName;
  /** Threads inside one operator: the default of every component option named `threads`. */
  readonly threads: number;
  /** Exams worked on at once: 1 is this process, more are worker threads. Never changes a result. */
  readonly workers: number;
  /** The queue by which other machines work on exams; absent: this one does. Never changes a result. */
  readonly runner?: ComponentUse;
}

/** What every experiment has, whatever its pipeline. */
export interface ExperimentBase {
  readonly name: string;
  /** Seed of everything random that is not a component's own. */
  readonly seed: number;
  /** Absolute folder of the run whose model is scored; absent: the experiment trains its own. */
  readonly from?: string;
  /** Package names and absolute paths. */
  readonly plugins: readonly string[];
  /** Components that options refer to as `$name`. */
  readonly models: Readonly<Record<string, ComponentUse>>;
  readonly compute: ComputeOptions;
  /** The store of objects that artifacts lie in; absent: the folder of runs. Never changes a result. */
  readonly artifacts?: ComponentUse;
  /** What may leave the machine. */
  readonly privacy: Privacy;
}

/**
 * An experiment with every default written out: plain JSON, and itself a valid experiment file. Beside its base it has the
 * pipeline's slots (a use, a list of them, or `false`) and settings.
 */
export type ResolvedExperiment = ExperimentBase & Readonly<Record<string, unknown>>;

/** The component in a slot; undefined where it is empty. */
export const useOf = (experiment: ResolvedExperiment, slot: string): ComponentUse | undefined =>
  (experiment[slot] || undefined) as ComponentUse | undefined;

/** A component of an experiment: its node's name (`align`, `evaluate.0`), its slot and its use. */
export interface NamedUse {
  readonly name: string;
  readonly slot: string;
  readonly use: ComponentUse;
}

/** Every component that an experiment's slots name, in the order of the pipeline's slots. */
export const namedUses = (experiment: ResolvedExperiment, { slots }: Pipeline): readonly NamedUse[] =>
  Object.entries(slots).flatMap(([slot, { list }]): NamedUse[] => {
    if (list)
      return (experiment[slot] as ComponentUse[]).map((use, index) => ({ name: `${slot}.${index}`, slot, use }));
    const use = useOf(experiment, slot);
    return use ? [{ name: slot, slot, use }] : [];
  });

/** Keys that every experiment file may have. */
const baseKeys = [
  'extends',
  'from',
  'sweep',
  'name',
  'seed',
  'plugins',
  'models',
  'compute',
  'artifacts',
  'privacy',
] as const;

/** Every key of an experiment file. */
export const experimentKeys = ({ slots, settings }: Pipeline): readonly string[] => [
  ...baseKeys,
  ...Object.keys(settings),
  ...Object.keys(slots),
];

/** What a run may be called: it becomes a folder. */
export const runNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
