import type { Setting } from './setting.ts';
import { isSlot, type Slot } from './slot.ts';
import { isSourceStage, type SourceStage, type Stage } from './stage.ts';

/** A list of stages. Everything else that a program shows or asks for follows from it. */
export interface Pipeline {
  readonly stages: readonly Stage[];
  /** Every slot that a stage uses, by its key in experiments, in the order of stages. */
  readonly slots: Readonly<Record<string, Slot>>;
  readonly settings: Readonly<Record<string, Setting>>;
  stage(name: string): Stage | undefined;
}

/**
 * Joins stages to a pipeline. A stage reads stages before it only. Throws a `TypeError` for two stages of one name, for a
 * slot that two stages mean differently, and for an input that is no earlier stage: mistakes in a program, not in its input.
 */
export function definePipeline({
  stages,
  settings = {},
}: {
  readonly stages: readonly Stage[];
  readonly settings?: Readonly<Record<string, Setting>>;
}): Pipeline {
  const slots: Record<string, Slot> = {};
  const earlier = new Set<Stage>();
  for (const stage of stages) {
    if ([...earlier].some(({ name }) => name === stage.name))
      throw new TypeError(`Two stages are called ${stage.name}.`);
    for (const { stage: input } of Object.values(stage.reads)) {
      if (!earlier.has(input)) throw new TypeError(`${stage.name} reads ${input.name}, which is no stage before it.`);
    }
    for (const [key, used] of Object.entries(stage.uses)) {
      if (!isSlot(used)) continue;
      if (slots[key] && slots[key] !== used) throw new TypeError(`Two stages mean different slots by ${key}.`);
      if (settings[key]) throw new TypeError(`${key} is a slot and a setting.`);
      slots[key] = used;
    }
    earlier.add(stage);
  }
  return { stages, slots, settings, stage: (name) => stages.find((stage) => stage.name === name) };
}

/** The list of exams that a stage goes over: its own source, or that of what it reads. */
export function sourceOf(stage: Stage): SourceStage | undefined {
  if (isSourceStage(stage)) return stage;
  for (const { stage: input } of Object.values(stage.reads)) {
    const found = sourceOf(input);
    if (found) return found;
  }
  return undefined;
}
