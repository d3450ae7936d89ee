import { mkdtemp, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createVolumeFiles, samplePath, type Volume, type VolumeReader } from '@totalfm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { expectSameImage } from '../expect-volume.ts';
import { float32Image, int16Image, labelImage, testGrids, type VolumeToWrite } from '../fixtures/test-images.ts';

export interface VolumeReaderSubject {
  readonly make: () => VolumeReader | Promise<VolumeReader>;
  /** Stores an image as `dir`/`name` with an ending of the format's, best by other code than the reader's; returns the path. */
  readonly write: (dir: string, name: string, image: VolumeToWrite) => Promise<string>;
  /** Stores several volumes of one grid in one file, where the format can. */
  readonly writeSeries?: (dir: string, name: string, images: readonly VolumeToWrite['volume'][]) => Promise<string>;
  /** What the format has no room for: those checks are left out. */
  readonly lacks?: readonly ('scaling' | 'float32' | 'oblique' | 'names')[];
}

interface Bench extends VolumeReaderSubject {
  /** Writes an image into a folder of its own. */
  put(image: VolumeToWrite): Promise<string>;
  has(feature: 'scaling' | 'float32' | 'oblique' | 'names'): boolean;
}

/**
 * Checks a reader of an image format: content decides, places are LPS, values are scaled once, the header agrees with the
 * volume, what is cut short is an error, and it stops when it is told to.
 */
export function describeVolumeReader(name: string, subject: VolumeReaderSubject): void {
  describe(`volume reader ${name}`, () => {
    const dirs: string[] = [];
    afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))));
    const bench: Bench = {
      ...subject,
      has: (feature) => !subject.lacks?.includes(feature),
      async put(image) {
        dirs.push(await mkdtemp(join(tmpdir(), 'totalfm-volume-reader-')));
        return subject.write(dirs.at(-1) as string, 'image', image);
      },
    };
    checkRecognition(bench);
    checkGeometry(bench);
    checkValues(bench);
    checkFailures(bench);
    checkCancelling(bench);
  });
}

function checkRecognition({ make, put }: Bench): void {
  it('says what it is and reads', async () => {
    const { id, version, format, extensions } = await make();
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(version).not.toBe('');
    expect(format).not.toBe('');
    for (const extension of extensions) expect(extension).toMatch(/^\.[a-z0-9.]+$/);
    expect(extensions).toEqual([...extensions].sort((a, b) => b.length - a.length));
  });

  it('knows its own by what is in it, whatever the name', async () => {
    const reader = await make();
    const image = int16Image(testGrids.straight);
    const path = await put({ volume: image });
    expect(await reader.recognizes(await samplePath(path))).toBe(true);
    const renamed = join(dirname(path), '7');
    await rename(path, renamed);
    expect(await reader.recognizes(await samplePath(renamed))).toBe(true);
    expectSameImage(await reader.read(renamed), image);
  });

  it('leaves what is not its own to others, whatever the name', async () => {
    const reader = await make();
    const path = await put({ volume: int16Image(testGrids.straight) });
    const strangers = { nothing: '', text: 'No nodule.\n', noise: Uint8Array.from({ length: 5000 }, (_, i) => i * i) };
    for (const [what, bytes] of Object.entries(strangers)) {
      for (const extension of ['', ...reader.extensions]) {
        const other = join(dirname(path), `${what}${extension}`);
        await writeFile(other, bytes);
        expect(await reader.recognizes(await samplePath(other)), `${what}${extension}`).toBe(false);
      }
    }
    expect(await reader.recognizes({ ...(await samplePath(tmpdir())), names: [] }), 'an empty folder').toBe(false);
  });
}

function checkGeometry({ make, put, has }: Bench): void {
  for (const [grid, place] of Object.entries(testGrids)) {
    it.skipIf(grid === 'oblique' && !has('oblique'))(`places every voxel in LPS: ${grid} grid`, async () => {
      const image = int16Image(place);
      expectSameImage(await (await make()).read(await put({ volume: image })), image);
    });

    it.skipIf(grid === 'oblique' && !has('oblique'))(
      `gives the geometry by the header alone: ${grid} grid`,
      async () => {
        const reader = await make();
        const path = await put({ volume: int16Image(place) });
        const { size, spacing, origin, direction } = await reader.read(path);
        expect(await reader.header(path)).toEqual({ size, spacing, origin, direction });
      },
    );
  }
}

function checkValues({ make, put, has, writeSeries }: Bench): void {
  const read = async (image: VolumeToWrite) => (await make()).read(await put(image));

  it('gives whole numbers as they are, the same every time', async () => {
    const image = int16Image(testGrids.straight);
    const path = await put({ volume: image });
    const [first, second] = [await (await make()).read(path), await (await make()).read(path)];
    expect(first.data).toBeInstanceOf(Int16Array);
    expect(second).toEqual(first);
    expectSameImage(await read({ volume: labelImage(testGrids.straight) }), labelImage(testGrids.straight));
  });

  it.skipIf(!has('float32'))('gives fractions as they are', async () => {
    const image = float32Image(testGrids.straight);
    expectSameImage(await read({ volume: image }), image);
  });

  it.skipIf(!has('scaling'))('applies slope and intercept once', async () => {
    const image = int16Image(testGrids.straight);
    const scaled = (slope: number, intercept: number): Volume => ({
      ...image,
      data: Float32Array.from(image.data, (stored) => stored * slope + intercept),
    });
    const hu = await read({ volume: image, slope: 1, intercept: -1024 });
    expect(hu.data).toBeInstanceOf(Int16Array);
    expectSameImage(hu, scaled(1, -1024));
    expectSameImage(await read({ volume: image, slope: 0.25, intercept: 3 }), scaled(0.25, 3));
  });

  it.skipIf(!has('names'))('gives the names of a label map', async () => {
    const names = new Map([
      [2, 'kidney_right'],
      [5, 'liver'],
    ]);
    const image = labelImage(testGrids.straight);
    const labels = await (await make()).readLabelMap?.(await put({ volume: image, names }));
    expectSameImage(labels?.volume as Volume, image);
    expect(labels?.names).toEqual(names);
  });

  it.skipIf(!writeSeries)(
    'gives the volume of a series that it is asked for, and none where it must guess',
    async () => {
      const reader = await make();
      const images = [int16Image(testGrids.straight), float32Image(testGrids.straight)].map((image) => ({
        ...image,
        data: Int16Array.from(image.data),
      }));
      const dir = dirname(await put({ volume: images[0] }));
      const path = (await writeSeries?.(dir, 'series', images)) as string;
      for (const [frame, image] of images.entries()) expectSameImage(await reader.read(path, { frame }), image);
      for (const frame of [undefined, 2, -1, 0.5]) await expectCodedError(reader.read(path, { frame }));
    },
  );
}

function checkFailures({ make, put }: Bench): void {
  it('has a code for a file cut short, and names it', async () => {
    const reader = await make();
    const path = await put({ volume: int16Image({ ...testGrids.straight, size: [32, 32, 8] }) });
    const files = await createVolumeFiles([reader]).filesOf(path);
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    const largest = sizes.indexOf(Math.max(...sizes));
    await truncate(files[largest], Math.floor(sizes[largest] * 0.9));
    await expectCodedError(reader.read(path));
    await expect(reader.read(path)).rejects.toMatchObject({
      where: { file: expect.stringContaining(dirname(path)) as string },
    });
  });

  it('has a code for a file that is not there', async () => {
    const reader = await make();
    const missing = join(dirname(await put({ volume: int16Image(testGrids.straight) })), 'missing');
    await expectCodedError(reader.read(missing), 'TFM_FILE_MISSING');
    await expectCodedError(reader.header(missing), 'TFM_FILE_MISSING');
  });

  it('names every file that it reads', async () => {
    const reader = await make();
    const path = await put({ volume: int16Image(testGrids.straight) });
    const files = await createVolumeFiles([reader]).filesOf(path);
    expect(files.length).toBeGreaterThan(0);
    expect(files).toEqual([...files].sort());
    for (const file of files) expect((await stat(file)).isFile(), file).toBe(true);
  });
}

function checkCancelling({ make, put }: Bench): void {
  it('stops before it begins', async () => {
    const reader = await make();
    const path = await put({ volume: int16Image(testGrids.straight) });
    const signal = AbortSignal.abort();
    await expectCodedError(reader.read(path, { signal }), 'TFM_CANCELLED');
    await expectCodedError(reader.header(path, { signal }), 'TFM_CANCELLED');
    if (reader.readLabelMap) await expectCodedError(reader.readLabelMap(path, { signal }), 'TFM_CANCELLED');
  });

  it('stops while it reads', async () => {
    const reader = await make();
    const path = await put({ volume: int16Image({ ...testGrids.straight, size: [128, 128, 64] }) });
    const controller = new AbortController();
    const work = reader.read(path, { signal: controller.signal });
    controller.abort();
    await expectCodedError(work, 'TFM_CANCELLED');
  });
}
