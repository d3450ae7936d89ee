import { createRandom, type ParameterSpecs, type ParameterValues } from '@totalfm/core';
import { product } from '../product.ts';

/** Draws every parameter from a generator of its own name, so that adding one changes no other. */
export function initialValues(specs: ParameterSpecs, seed: number): ParameterValues {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, initial }]) => {
      const values = new Float32Array(product(shape));
      if ('constant' in initial) values.fill(initial.constant);
      else {
        const random = createRandom(seed).fork(name);
        for (let i = 0; i < values.length; i++) values[i] = initial.normal * random.normal();
      }
      return [name, values];
    }),
  );
}

export function parameterCount(specs: ParameterSpecs): number {
  return Object.values(specs).reduce((total, { shape }) => total + product(shape), 0);
}

/** Specs under a prefix: `vision/…`. */
export function prefixed<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [prefix + name, value]));
}

/** The part of a record under a prefix, without it. */
export function unprefixed<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
