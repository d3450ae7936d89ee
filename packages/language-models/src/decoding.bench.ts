import { createDecoder } from '@totalfm/compute';
import { bench, describe } from 'vitest';
import { benchModel, demo } from './bench/models.ts';

// `npm run bench -w @totalfm/language-models` prints whole texts, batches, and a model of half a billion parameters.
describe('a token of the demo’s model, 2.5 M parameters', async () => {
  const { model, values } = benchModel(demo);
  for (const rows of [1, 8]) {
    const decoder = await createDecoder({ model, values, rows, slots: 128, threads: 2 });
    for (let row = 0; row < rows; row++) await decoder.read(row, { ids: [5] });
    let steps = 1;
    bench(`for ${rows} texts at once`, async () => {
      if (steps++ % 100 === 0) for (let row = 0; row < rows; row++) await decoder.read(row, { ids: [5] });
      await decoder.step(Array.from({ length: rows }, () => steps % 2000));
    });
  }
});
