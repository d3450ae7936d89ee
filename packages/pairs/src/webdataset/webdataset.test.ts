import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { localFiles, type StoredVolume } from '@totalfm/core';
import { decodeNpy } from '@totalfm/imaging';
import { digestsOf, expectCodedError, storedVolume, testPairs } from '@totalfm/testing';
import { extract } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import { createWebDataset } from './index.ts';
import { packBits, unpackBits } from './packed-mask.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-webdataset-'));
afterAll(() => rm(base, { recursive: true }));
const store = createWebDataset();
let stores = 0;

async function written(...pieces: ReadonlyArray<readonly StoredVolume[]>): Promise<string> {
  const dir = join(base, String(stores++), 'volumes');
  for (const [piece, some] of pieces.entries()) await store.writePiece(dir, piece, some);
  await store.finish(dir, localFiles(dir), pieces.length);
  return dir;
}

const volumes = testPairs({ exams: 4, size: [8, 6, 5] }).map(storedVolume);

describe('webdataset', () => {
  it('is an archive that any tar reader lists, grouped by key as WebDataset expects', async () => {
    const dir = await written(volumes);
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
    await pipeline(createReadStream(join(dir, 'volumes-000000.tar')), reader);
    // WebDataset's rule: the key ends at the first dot after the last slash, and equal keys follow one another.
    const keys = [...files.keys()].map((name) => /^((?:.*\/|)[^.]+)[.]([^/]*)$/.exec(name)?.[1]);
    expect(keys).toEqual(volumes.flatMap(({ row }) => [row.key, row.key, row.key]));
    const { row, volume } = volumes[3];
    expect(decodeNpy(files.get(`${row.key}.hu.npy`) as Buffer)).toEqual({ data: volume.hu, shape: [5, 6, 8] });
    expect(unpackBits(decodeNpy(files.get(`${row.key}.mask.npy`) as Buffer).data as Uint8Array, 240)).toEqual(
      volume.mask,
    );
    expect(JSON.parse(String(files.get(`${row.key}.json`)))).toEqual(row);
  });

  it('keeps volumes without a mask, names longer than a tar header, and no volumes at all', async () => {
    const long = volumes.map(({ row, volume }): StoredVolume => {
      const exam = `${'1.2.840.113619.'.repeat(14)}${row.exam}`;
      return {
        row: { ...row, exam, key: `${exam}/${row.key.split('/')[1]}` },
        volume: { ...volume, mask: undefined },
      };
    });
    const reader = await store.open(localFiles(await written(long, [], volumes.slice(0, 1))));
    expect((await reader.rows(Array.from({ length: 13 }, (_, index) => index))).map(({ key }) => key)).toEqual(
      [...long, volumes[0]].map(({ row }) => row.key),
    );
    expect(await reader.volume(5)).toEqual(long[5].volume);
    expect('mask' in (await reader.volume(5))).toBe(false);
    expect((await reader.volume(12)).mask).toEqual(volumes[0].volume.mask);
    await reader.close();

    const empty = await store.open(localFiles(await written([])));
    expect(empty.columns.length).toBe(0);
    await empty.close();
  });

  it('packs bits as NumPy does', () => {
    // numpy.packbits([1, 0, 0, 0, 0, 0, 1, 1, 0, 1]) is [131, 64].
    const mask = Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 1, 0, 1);
    expect([...packBits(mask)]).toEqual([131, 64]);
    expect(unpackBits(packBits(mask), 10)).toEqual(mask);
  });

  it('has a code for shards that are truncated, damaged, swapped or missing, and for a table that is', async () => {
    const others = volumes.map(({ row, volume }) => ({
      row: { ...row, exam: `b-${row.exam}`, key: `b-${row.key}` },
      volume,
    }));
    const dir = await written(volumes, others);
    const shard = join(dir, 'volumes-000001.tar');
    const whole = await readFile(shard);
    for (const bytes of [0, 300, 512 * 5 + 100, whole.length - 1024, whole.length - 3000]) {
      await writeFile(shard, whole.subarray(0, bytes));
      await expectCodedError(store.finish(dir, localFiles(dir), 2), 'TFM_VOLUMES_SHARD');
    }
    await writeFile(shard, whole);
    const index = join(dir, 'volumes-000001.jsonl');
    const lines = await readFile(index, 'utf8');
    for (const text of [lines.slice(0, -1), lines.slice(0, 100), lines.slice(0, lines.indexOf('\n') + 1)]) {
      await writeFile(index, text);
      await expectCodedError(store.finish(dir, localFiles(dir), 2), 'TFM_VOLUMES_SHARD');
    }
    await writeFile(index, lines);

    const reader = await store.open(localFiles(dir));
    await truncate(shard, whole.length - 4000);
    await expectCodedError(reader.volume(23), 'TFM_VOLUMES_SHARD');
    expect((await reader.volume(0)).hu).toEqual(volumes[0].volume.hu);
    await writeFile(shard, await readFile(join(dir, 'volumes-000000.tar')));
    await expectCodedError(reader.rows([12]), 'TFM_VOLUMES_SHARD');
    await expect(reader.volume(24)).rejects.toThrow(RangeError);
    await reader.close();
    await rm(shard);
    await expectCodedError(store.finish(dir, localFiles(dir), 2), 'TFM_VOLUMES_PIECE_MISSING');
    const orphan = await store.open(localFiles(dir));
    await expectCodedError(orphan.volume(20), 'TFM_FILE_MISSING');
    await orphan.close();

    await truncate(join(dir, 'volumes.parquet'), 100);
    await expectCodedError(store.open(localFiles(dir)), 'TFM_VOLUMES_TABLE');
    await expectCodedError(store.open(localFiles(base)), 'TFM_VOLUMES_TABLE');
  });

  it('has a code for two volumes of one key, and for an exam whose rows do not lie together', async () => {
    await expectCodedError(written(volumes, volumes.slice(3, 4)), 'TFM_VOLUMES_DUPLICATE');
    await expectCodedError(written([volumes[0], volumes[0]]), 'TFM_VOLUMES_DUPLICATE');
    await expectCodedError(written([volumes[0], volumes[3], volumes[1]]), 'TFM_VOLUMES_DUPLICATE');
  });

  it('leaves nothing half-written behind, and no index of an earlier shard', async () => {
    const dir = await written(volumes);
    await writeFile(join(dir, 'volumes-000001.tar.tmp'), 'of a run that was killed');
    await expectCodedError(store.writePiece(dir, 2, volumes, AbortSignal.abort()), 'TFM_CANCELLED');
    await store.finish(dir, localFiles(dir), 1);
    expect((await readdir(dir)).sort()).toEqual(['volumes-000000.jsonl', 'volumes-000000.tar', 'volumes.parquet']);
    const stopped = new AbortController();
    const write = store.writePiece(dir, 0, volumes, stopped.signal);
    stopped.abort();
    await expectCodedError(write, 'TFM_CANCELLED');
    await expectCodedError(store.finish(dir, localFiles(dir), 1), 'TFM_VOLUMES_PIECE_MISSING');
  });

  it('has the same bytes after a run that was killed and started again', async () => {
    const whole = await written(volumes.slice(0, 6), volumes.slice(6));
    const killed = join(base, String(stores++), 'volumes');
    await store.writePiece(killed, 1, volumes.slice(3, 9));
    // Killed inside of the next piece, and inside of the same one once more.
    await writeFile(join(killed, 'volumes-000000.tar'), 'half a shard');
    await rm(join(killed, 'volumes-000001.jsonl'));
    await writeFile(join(killed, 'volumes.parquet.tmp'), 'half a table');
    await expectCodedError(store.finish(killed, localFiles(killed), 2), 'TFM_VOLUMES_PIECE_MISSING');
    await store.writePiece(killed, 1, volumes.slice(6));
    await store.writePiece(killed, 0, volumes.slice(0, 6));
    await store.finish(killed, localFiles(killed), 2);
    expect(await digestsOf(killed)).toEqual(await digestsOf(whole));
  });

  it('closes after the reads that are under way', async () => {
    const reader = await store.open(localFiles(await written(volumes)));
    const reads = volumes.map((_, index) => reader.volume(index));
    await reader.close();
    expect((await Promise.all(reads)).length).toBe(volumes.length);
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
    const error = await writeFile('/dev/full', 'x').catch((reason: unknown) => diskError(reason, 'volumes-000000.tar'));
    expect(error).toMatchObject({ code: 'TFM_DISK_FULL' });
  });
});
