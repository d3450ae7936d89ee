import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeJpeg } from '../test-support/encode-jpeg.ts';
import { frameEncoder } from '../test-support/encode-wavelet.ts';
import { startDecodePool } from './decode-pool.ts';

// Within the package, so that the thread finds the codecs.
const dir = mkdtempSync(join(import.meta.dirname, '../../../decode-pool-'));
afterAll(() => rmSync(dir, { recursive: true }));
const entry = join(dir, 'decode-thread.mjs');
await build({
  entryPoints: [join(import.meta.dirname, 'decode-thread.ts')],
  outfile: entry,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});

const [rows, columns] = [24, 32];
const values = Uint16Array.from({ length: rows * columns }, (_, i) => (i * 31) % 4096);
const format = { rows, columns, frames: 1, samples: 1, bitsAllocated: 16, bitsStored: 12, highBit: 11, signed: false };

describe('threads that decode', () => {
  it('give the values of frames, in whatever order they are asked for, and say what is damaged', async () => {
    const pool = startDecodePool(pathToFileURL(entry), 2);
    try {
      const jpeg = await encodeJpeg({ rows, columns, precision: 12, samples: values });
      const info = { width: columns, height: rows, bitsPerSample: 12, isSigned: false };
      const j2k = (await frameEncoder('jpeg-2000'))(values, info);
      const found = await Promise.all([
        pool.decode({ coding: 'jpeg', bytes: jpeg, format }),
        pool.decode({ coding: 'jpeg-2000', bytes: j2k, format }),
        pool.decode({ coding: 'jpeg', bytes: jpeg, format }),
      ]);
      for (const one of found) expect(one).toEqual(values);
      const cut = pool.decode({ coding: 'jpeg', bytes: jpeg.subarray(0, 200), format });
      await expect(cut).rejects.toThrow('premature end');
      expect(await pool.decode({ coding: 'jpeg-2000', bytes: j2k, format })).toEqual(values);
    } finally {
      await pool.close();
    }
  });

  it('that fail to start fail their frames', async () => {
    const broken = join(dir, 'broken.mjs');
    writeFileSync(broken, 'throw new Error("no thread");');
    const pool = startDecodePool(pathToFileURL(broken), 1);
    const job = { coding: 'jpeg', bytes: new Uint8Array(4), format } as const;
    await expect(pool.decode(job)).rejects.toThrow('no thread');
    await expect(pool.decode(job)).rejects.toThrow('no thread');
    await pool.close();
  });
});
