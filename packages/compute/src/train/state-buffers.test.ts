import { expect, it } from 'vitest';
import type { TracedProgram } from '../trace/traced-program.ts';
import { packSlabs } from './slabs.ts';
import { createStateBuffers } from './state-buffers.ts';

const handingOn = (...outputs: (readonly [name: string, shape: number[]])[]) =>
  ({
    outputs: outputs.map(([name, shape]) => ({ name: `next:${name}`, shape, dtype: 'float32' })),
  }) as unknown as TracedProgram;
const write = (tensor: { readonly data: unknown }, value: number) => (tensor.data as Float32Array).fill(value);
const named = (names: readonly string[], shape: number[]) =>
  Object.fromEntries(
    names.map((name, index) => [`mean:${name}`, { shape, data: new Float32Array(4).fill(index + 1) }]),
  );

it('moves each of several parameters by one program, through one spare array', () => {
  const buffers = createStateBuffers(named(['a', 'b'], [2, 2]));
  const update = handingOn(['mean:a', [4]]);
  const before = { ...buffers.current };
  for (const [name, value] of [
    ['a', 10],
    ['b', 20],
  ] as const) {
    write(buffers.outputs(update)['next:mean:a'], value);
    buffers.swap(update, (key) => key.replace(/:a$/, `:${name}`));
  }
  expect(buffers.read()).toEqual({
    'mean:a': { shape: [2, 2], data: new Float32Array(4).fill(10) },
    'mean:b': { shape: [2, 2], data: new Float32Array(4).fill(20) },
  });
  // The array that held a holds b now.
  expect(buffers.current['mean:b'].data).toBe(before['mean:a'].data);
});

it('moves what is in a slab with the slab, whichever of the two a program writes', () => {
  const slabs = packSlabs('slab', [
    { name: 'a', shape: [4] },
    { name: 'b', shape: [2, 2] },
  ]);
  const buffers = createStateBuffers(named(['a', 'b'], [2, 2]), slabs);
  const [whole, apart] = [handingOn(['mean:slab.0', [32]]), handingOn(['mean:a', [4]], ['mean:b', [2, 2]])];
  write(buffers.outputs(whole)['next:mean:slab.0'], 7);
  buffers.swap(whole);
  expect([...buffers.current['mean:b'].data]).toEqual([7, 7, 7, 7]);
  write(buffers.outputs(apart)['next:mean:a'], 8);
  write(buffers.outputs(apart)['next:mean:b'], 9);
  buffers.swap(apart);
  expect([...buffers.current['mean:slab.0'].data].filter((value) => value !== 0)).toEqual([8, 8, 8, 8, 9, 9, 9, 9]);
});

it('is not read once it is spoilt', () => {
  const buffers = createStateBuffers(named(['a'], [4]));
  buffers.spoil(new Error('half an update'));
  expect(() => buffers.read()).toThrow('half an update');
});
