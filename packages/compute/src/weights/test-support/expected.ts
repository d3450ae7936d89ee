import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readWeights } from '../read-weights.ts';

/** Tensors of files that `torch_weights.py` wrote: numbers, or texts of what JSON has none for. */
type Expected = Readonly<
  Record<string, Readonly<Record<string, { readonly shape: number[]; readonly values: (number | string)[] }>>>
>;

const special = new Map<number | string, number>([
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);

/** Reads every file of a folder of `torch_weights.py`: the same names, shapes and numbers, bit by bit. */
export async function expectAsTorch(folder: string): Promise<void> {
  const files = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Expected;
  expect(Object.keys(files).length).toBeGreaterThan(8);
  for (const [file, tensors] of Object.entries(files)) {
    const read = await readWeights(join(folder, file));
    const numbers = Object.entries(tensors).map(([name, { shape, values }]) => {
      const data = Float32Array.from(values, (value) => special.get(value) ?? (value as number));
      return [name, { shape, data }];
    });
    expect(read, file).toEqual(Object.fromEntries(numbers));
  }
}
