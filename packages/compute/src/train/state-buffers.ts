import { emptyTensor, floatTensor, type EngineTensors } from '../session.ts';
import type { TracedProgram } from '../trace/trace-program.ts';
import { NEXT } from './state-names.ts';
import type { TrainingState } from './training-state.ts';

/** A state, and the arrays that the next one is written into. They change places after a step: nothing is copied or allocated anew. */
export interface StateBuffers {
  readonly current: EngineTensors;
  /** Where a program that hands on `next:x` for some `x` of the state is to write it, by the name of the output. */
  nextFor(program: TracedProgram): EngineTensors;
  /** What has been written becomes the state. */
  swap(): void;
}

/** Takes the arrays of `start`: from the second swap on they are written into. */
export function createStateBuffers(start: TrainingState): StateBuffers {
  let current: EngineTensors = Object.fromEntries(Object.entries(start).map(([name, { shape, data }]) => [name, floatTensor(data, shape)]));
  let next: EngineTensors = {};
  return {
    get current() { return current; },
    nextFor({ outputs }) {
      const moving = outputs.filter(({ name }) => name.startsWith(NEXT)).map((output) => ({ ...output, name: output.name.slice(NEXT.length) }));
      next = Object.fromEntries(moving.map((value) => [value.name, next[value.name] ?? emptyTensor(value)]));
      return Object.fromEntries(moving.map(({ name }) => [NEXT + name, next[name]]));
    },
    swap() {
      const superseded = Object.fromEntries(Object.keys(next).map((name) => [name, current[name]]));
      current = { ...current, ...next };
      next = superseded;
    },
  };
}
