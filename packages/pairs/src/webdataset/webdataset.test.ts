import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { OrganPair } from '@totalfm/core';
import { decodeNpy } from '@totalfm/imaging';
import { expectCodedError, testPairs } from '@totalfm/testing';
import { extract } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import { createWebDataset } from './index.ts';
import { packBits, unpackBits } from './packed-mask.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-webdataset-'));
afterAll(() => rm(base, { recursive: true }));
const store = createWebDataset();
let stores = 0;

async function written(...pieces: ReadonlyArray<readonly OrganPair[]>): Promise<string> {
  const dir = join(base, String(stores++), 'pairs');
  for (const [piece, pairs] of pieces.entries()) await store.writePiece(dir, piece, pairs);
  await store.finish(dir, pieces.length);
  return dir;
}

async function drain(stream: AsyncIterable<OrganPair>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { row } of stream) keys.push(row.key);
  return keys;
}

const pairs = testPairs({ exams: 4, size: [8, 6, 5] });

describe('webdataset', () => {
  it('is an archive that any tar reader lists, grouped by key as WebDataset expects', async () => {
    const dir = await written(pairs);
    const files = new Map<string, Buffer>();
    const reader = extract();
    reader.on('entry', (header, stream, next) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk as Buffer));
      stream.on(
        'end',
        () => (files.set(header.name, Buffer.concat(chunks)), expect(header.mtime?.getTime()).toBe(0), next()),
      );
    });
    await pipeline(createReadStream(join(dir, 'pairs-000000.tar')), reader);
    // WebDataset's rule: the key ends at the first dot after the last slash, and equal keys follow one another.
    const keys = [...files.keys()].map((name) => /^((?:.*\/|)[^.]+)[.]([^/]*)$/.exec(name)?.[1]);
    expect(keys).toEqual(pairs.flatMap(({ row }) => [row.key, row.key, row.key]));
    const { row, volume } = pairs[3];
    expect(decodeNpy(files.get(`${row.key}.hu.npy`) as Buffer)).toEqual({ data: volume.hu, shape: [5, 6, 8] });
    expect(unpackBits(decodeNpy(files.get(`${row.key}.mask.npy`) as Buffer).data as Uint8Array, 240)).toEqual(
      volume.mask,
    );
    expect(JSON.parse(String(files.get(`${row.key}.json`)))).toEqual({
      ...JSON.parse(JSON.stringify(row)),
      size: [8, 6, 5],
    });
  });

  it('keeps volumes without a mask, names longer than a tar header, and no pairs at all', async () => {
    const long = pairs.map(
      ({ row, volume }, index): OrganPair => ({
        row: {
          ...row,
          exam: `${'1.2.840.113619.'.repeat(14)}${index}`,
          key: `${'1.2.840.113619.'.repeat(14)}${index}/${row.organ}`,
        },
        volume: { ...volume, mask: undefined },
      }),
    );
    const reader = await store.open(await written(long, [], pairs.slice(0, 1)));
    expect(reader.rows.map(({ key }) => key)).toEqual([...long, pairs[0]].map(({ row }) => row.key));
    expect(await reader.volume(5)).toEqual(long[5].volume);
    expect('mask' in (await reader.volume(5))).toBe(false);
    expect((await reader.volume(12)).mask).toEqual(pairs[0].volume.mask);
    await reader.close();

    const empty = await store.open(await written([]));
    expect(empty.rows).toEqual([]);
    expect(await drain(empty.stream())).toEqual([]);
    await empty.close();
  });

  it('packs bits as NumPy does', () => {
    // numpy.packbits([1, 0, 0, 0, 0, 0, 1, 1, 0, 1]) is [131, 64].
    const mask = Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 1, 0, 1);
    expect([...packBits(mask)]).toEqual([131, 64]);
    expect(unpackBits(packBits(mask), 10)).toEqual(mask);
  });

  it('has a code for shards that are truncated, damaged or missing, and for a table that is', async () => {
    const dir = await written(
      pairs,
      pairs.map(({ row, volume }) => ({ row: { ...row, key: `b-${row.key}` }, volume })),
    );
    const shard = join(dir, 'pairs-000001.tar');
    const whole = await readFile(shard);
    for (const bytes of [0, 300, 512 * 5 + 100, whole.length - 1024, whole.length - 3000]) {
      await writeFile(shard, whole.subarray(0, bytes));
      await expectCodedError(store.finish(dir, 2), 'TFM_PAIRS_SHARD');
    }
    await writeFile(shard, Buffer.concat([whole.subarray(0, 100), Buffer.from('garbage'), whole.subarray(107)]));
    await expectCodedError(store.finish(dir, 2), 'TFM_PAIRS_SHARD');
    await writeFile(shard, whole);

    const reader = await store.open(dir);
    await truncate(shard, whole.length - 4000);
    await expectCodedError(reader.volume(23), 'TFM_PAIRS_SHARD');
    expect((await reader.volume(0)).hu).toEqual(pairs[0].volume.hu);
    await expectCodedError(drain(reader.stream()), 'TFM_PAIRS_SHARD');
    await reader.close();
    await rm(shard);
    await expectCodedError(store.finish(dir, 2), 'TFM_PAIRS_PIECE_MISSING');
    const orphan = await store.open(dir);
    await expectCodedError(orphan.volume(20), 'TFM_FILE_MISSING');
    await orphan.close();

    await truncate(join(dir, 'pairs.parquet'), 100);
    await expectCodedError(store.open(dir), 'TFM_PAIRS_TABLE');
    await expectCodedError(store.open(base), 'TFM_PAIRS_TABLE');
  });

  it('has a code for two pairs of one key', async () => {
    await expectCodedError(written(pairs, pairs.slice(3, 4)), 'TFM_PAIRS_DUPLICATE');
  });

  it('leaves nothing half-written behind', async () => {
    const dir = await written(pairs);
    await writeFile(join(dir, 'pairs-000001.tar.tmp'), 'of a run that was killed');
    const stopped = new AbortController();
    stopped.abort();
    await expectCodedError(store.writePiece(dir, 2, pairs, stopped.signal), 'TFM_CANCELLED');
    await store.finish(dir, 1);
    expect((await readdir(dir)).sort()).toEqual(['pairs-000000.tar', 'pairs.parquet']);
  });

  it('lets a reader stop a stream early', async () => {
    const reader = await store.open(await written(pairs));
    for await (const { row } of reader.stream()) {
      expect(row.key).toBe(pairs[0].row.key);
      break;
    }
    await reader.close();
    await expectCodedError(drain(reader.stream(AbortSignal.abort())), 'TFM_CANCELLED');
  });
});

const fullDisk = await new Promise<boolean>((resolve) =>
  createWriteStream('/dev/full')
    .on('error', () => resolve(false))
    .on('open', () => resolve(true)),
);
describe.skipIf(!fullDisk)('a full disk', () => {
  it('has a code', async () => {
    const { diskError } = await import('@totalfm/imaging');
    const error = await writeFile('/dev/full', 'x').catch((reason: unknown) => diskError(reason, 'pairs-000000.tar'));
    expect(error).toMatchObject({ code: 'TFM_DISK_FULL' });
  });
});
