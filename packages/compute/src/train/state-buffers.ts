import type { ParameterValues } from '@totalfm/core';
import { product } from '../product.ts';
import { floatTensor, type EngineTensor, type EngineTensors } from '../engine-tensors.ts';
import type { TracedProgram } from '../trace/traced-program.ts';
import type { Slab } from './slabs.ts';
import { NEXT } from './state-names.ts';
import type { TrainingState } from './training-state.ts';

/**
 * A state, and arrays that programs write what follows it into. They change places: nothing is copied or allocated anew.
 * What is in a slab goes by the slab's name as well as by its own.
 */
export interface StateBuffers {
  readonly current: EngineTensors;
  /** What a program is to write, by the names that it will have in the state. */
  spare(program: TracedProgram): EngineTensors;
  /** The same by the names of the program's outputs, `next:x`. */
  outputs(program: TracedProgram): EngineTensors;
  /** What a program has written becomes the state; what it replaces is written into the next time. `place` says whose `x` it was. */
  swap(program: TracedProgram, place?: (name: string) => string): void;
  /** A copy. */
  read(): TrainingState;
  /** Puts values in the place of what is there by these names. */
  write(values: ParameterValues): void;
  /** From now on `read` throws `error`. */
  spoil(error: unknown): void;
}

/** Takes the arrays of `start`. */
export function createStateBuffers(start: TrainingState, slabs: readonly Slab[] = []): StateBuffers {
  const { slabOf, ownerOf } = ownersOf(slabs);
  /** Puts an array where a name of no slab, or a slab with all of its members, finds it. */
  const hold = (arrays: Record<string, EngineTensor>, key: string, shape: readonly number[], data: Float32Array) => {
    arrays[key] = floatTensor(data, shape);
    const [prefix, name] = splitName(key);
    for (const member of slabOf.get(name)?.members ?? [])
      arrays[prefix + member.name] = floatTensor(
        data.subarray(member.offset, member.offset + product(member.shape)),
        member.shape,
      );
  };
  const make = (arrays: Record<string, EngineTensor>, key: string, shape: readonly number[], data?: Float32Array) => {
    const slab = slabOf.get(splitName(key)[1]);
    if (!slab) return hold(arrays, key, shape, data ?? new Float32Array(product(shape)));
    const owner = ownerOf(key);
    if (!(owner in arrays)) hold(arrays, owner, [slab.length], new Float32Array(slab.length));
    if (data) (arrays[key].data as Float32Array).set(data);
  };

  const current: Record<string, EngineTensor> = {};
  for (const [key, { shape, data }] of Object.entries(start)) make(current, key, shape, data);
  const names = Object.keys(start);

  const spares = new Map<TracedProgram, Record<string, EngineTensor>>();
  const spare = (program: TracedProgram) => {
    const known = spares.get(program);
    if (known) return known;
    const made: Record<string, EngineTensor> = {};
    for (const { name, shape } of handedOn(program)) make(made, name, shape);
    spares.set(program, made);
    return made;
  };

  let spoilt: { readonly error: unknown } | undefined;
  return {
    current,
    spare,
    outputs: (program) => writtenTo(program, spare(program)),
    swap(program, place = (name) => name) {
      const written = spare(program);
      for (const name of new Set(handedOn(program).map((each) => ownerOf(each.name)))) {
        const key = place(name);
        const [before, after] = [current[key], written[name]];
        // A program may know an array under another shape.
        hold(current, key, before.dims, after.data as Float32Array);
        hold(written, name, after.dims, before.data as Float32Array);
      }
    },
    read() {
      if (spoilt) throw spoilt.error;
      return Object.fromEntries(
        names.map((name) => [name, { shape: current[name].dims, data: (current[name].data as Float32Array).slice() }]),
      );
    },
    write(values) {
      for (const [name, data] of Object.entries(values)) (current[name].data as Float32Array).set(data);
    },
    spoil(error) {
      spoilt = { error };
    },
  };
}

function ownersOf(slabs: readonly Slab[]) {
  const slabOf: ReadonlyMap<string, Slab> = new Map(
    slabs.flatMap((slab) => [slab.name, ...slab.members.map(({ name }) => name)].map((name) => [name, slab] as const)),
  );
  /** The name itself, or that of the slab that holds it. */
  const ownerOf = (key: string) => {
    const [prefix, name] = splitName(key);
    return prefix + (slabOf.get(name)?.name ?? name);
  };
  return { slabOf, ownerOf };
}

/** `mean:block0/weight` is the mean of block0/weight. */
export function splitName(key: string): readonly [prefix: string, parameter: string] {
  const at = key.indexOf(':') + 1;
  return [key.slice(0, at), key.slice(at)];
}

/** Arrays by the names of a program's outputs, `next:x`, into which it writes what it hands on. */
export function writtenTo(program: TracedProgram, arrays: EngineTensors): EngineTensors {
  return Object.fromEntries(handedOn(program).map(({ name }) => [NEXT + name, arrays[name]]));
}

/** What a program hands on, by the names of the state. */
function handedOn({ outputs }: TracedProgram): readonly { readonly name: string; readonly shape: readonly number[] }[] {
  return outputs
    .filter(({ name }) => name.startsWith(NEXT))
    .map(({ name, shape }) => ({ name: name.slice(NEXT.length), shape }));
}
