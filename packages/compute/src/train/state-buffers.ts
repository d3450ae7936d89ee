import { emptyTensor, floatTensor, type EngineTensor, type EngineTensors } from '../session.ts';
import type { TracedProgram } from '../trace/trace-program.ts';
import { NEXT } from './state-names.ts';
import type { TrainingState } from './training-state.ts';

/** A state, and arrays that programs write what follows it into. They change places: nothing is copied or allocated anew. */
export interface StateBuffers {
  readonly current: EngineTensors;
  /** Where a program is to write the `next:x` that it hands on, by the name of the output. */
  spare(program: TracedProgram): EngineTensors;
  /** What a program has written becomes the state; what it replaces is written into the next time. `place` says whose `x` it was. */
  swap(program: TracedProgram, place?: (name: string) => string): void;
  /** A copy. */
  read(): TrainingState;
  /** From now on `read` throws `error`. */
  spoil(error: unknown): void;
}

/** The same array; a program may know it under another shape. */
const inShapeOf = ({ dims }: EngineTensor, { data }: EngineTensor) => floatTensor(data as Float32Array, dims);

/** Takes the arrays of `start`. */
export function createStateBuffers(start: TrainingState): StateBuffers {
  const current: Record<string, EngineTensor> = Object.fromEntries(Object.entries(start).map(([name, { shape, data }]) => [name, floatTensor(data, shape)]));
  const spares = new Map<TracedProgram, Record<string, EngineTensor>>();
  const spare = (program: TracedProgram) => {
    const known = spares.get(program);
    if (known) return known;
    const made = Object.fromEntries(program.outputs.filter(({ name }) => name.startsWith(NEXT)).map((output) => [output.name, emptyTensor(output)]));
    spares.set(program, made);
    return made;
  };
  let spoilt: { readonly error: unknown } | undefined;
  return {
    current,
    spare,
    read() {
      if (spoilt) throw spoilt.error;
      return Object.fromEntries(Object.entries(current).map(([name, { dims, data }]) => [name, { shape: dims, data: (data as Float32Array).slice() }]));
    },
    spoil(error) { spoilt = { error }; },
    swap(program, place = (name) => name) {
      const written = spare(program);
      for (const name of Object.keys(written)) {
        const key = place(name.slice(NEXT.length));
        [current[key], written[name]] = [inShapeOf(current[key], written[name]), inShapeOf(written[name], current[key])];
      }
    },
  };
}
