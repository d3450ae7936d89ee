import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localFiles, type OrganPair, type PairReader, type PairRow } from '@totalfm/core';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expectCodedError, storedVolume, testPairs, volumeReader } from '@totalfm/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createParquetPairs } from './index.ts';
import { runsOf } from './runs.ts';

const base = await mkdtemp(join(tmpdir(), 'totalfm-parquet-'));
afterAll(() => rm(base, { recursive: true }));
const store = createParquetPairs();
const pairs = testPairs({ exams: 4 });
const rows = pairs.map(({ row }) => row);
let stores = 0;

async function written(...pieces: ReadonlyArray<readonly PairRow[]>): Promise<string> {
  const dir = join(base, String(stores++));
  for (const [piece, some] of pieces.entries()) await store.writePiece(dir, piece, some);
  await store.finish(dir, localFiles(dir), pieces.length);
  return dir;
}

const opened = (dir: string, some: readonly OrganPair[] = pairs) =>
  store.open(localFiles(dir), volumeReader(some.map(storedVolume)));

async function drain(reader: PairReader, signal?: AbortSignal): Promise<string[]> {
  const keys: string[] = [];
  for await (const { row } of reader.stream(signal)) keys.push(row.key);
  return keys;
}

describe('the table of pairs', () => {
  it('is one that any Parquet reader reads, a row for each pair', async () => {
    const dir = await written(rows.slice(0, 6), rows.slice(6));
    const table = await parquetReadObjects({ file: await asyncBufferFromFile(join(dir, 'pairs.parquet')) });
    expect(table.map(({ key }) => key as string)).toEqual(rows.map(({ key }) => key));
    for (const [index, { sentences, findings, states, truth, patient, split }] of rows.entries()) {
      expect(table[index]).toMatchObject({ sentences, patient, split });
      const read = (name: string) => JSON.parse((table[index][name] as string | null) ?? 'null') as unknown;
      expect([read('findings'), read('states'), read('truth') ?? undefined]).toEqual([findings, states, truth]);
    }
    const documented = await readFile(new URL('../../../../docs/pair-store.md', import.meta.url), 'utf8');
    for (const column of Object.keys(table[0])) expect(documented).toContain(`\`${column}\``);
    const lines = (await readFile(join(dir, 'pairs-000000.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as PairRow).key)).toEqual(rows.slice(0, 6).map(({ key }) => key));
  });

  it('has the same bytes however the fields of a row are ordered', async () => {
    const turned = rows.map((row) => Object.fromEntries(Object.entries(row).reverse()) as unknown as PairRow);
    const [one, other] = [await written(rows), await written(turned)];
    for (const name of await readdir(one))
      expect((await readFile(join(other, name))).equals(await readFile(join(one, name))), name).toBe(true);
  });

  it('may be empty', async () => {
    const reader = await opened(await written([]));
    expect(reader.columns.length).toBe(0);
    expect([...reader.columns.presentStart]).toEqual([0]);
    expect(await drain(reader)).toEqual([]);
    await reader.close();
  });

  it('has a code for pieces that are truncated, damaged or missing, and for a table that is', async () => {
    const dir = await written(rows.slice(0, 6), rows.slice(6));
    const piece = join(dir, 'pairs-000001.jsonl');
    const whole = await readFile(piece);
    for (const bytes of [100, whole.length - 1]) {
      await writeFile(piece, whole.subarray(0, bytes));
      await expectCodedError(store.finish(dir, localFiles(dir), 2), 'TFM_PAIRS_PIECE');
    }
    await writeFile(piece, whole);
    const reader = await opened(dir);
    await truncate(piece, whole.length - 200);
    await expectCodedError(reader.rows([11]), 'TFM_PAIRS_PIECE');
    await expectCodedError(drain(reader), 'TFM_PAIRS_PIECE');
    expect(await reader.rows([0])).toEqual([rows[0]]);
    await writeFile(piece, Buffer.concat([await readFile(join(dir, 'pairs-000000.jsonl')), whole]));
    await expectCodedError(reader.rows([6]), 'TFM_PAIRS_PIECE');
    await reader.close();
    await rm(piece);
    await expectCodedError(store.finish(dir, localFiles(dir), 2), 'TFM_PAIRS_PIECE_MISSING');
    const orphan = await opened(dir);
    await expectCodedError(orphan.rows([6]), 'TFM_FILE_MISSING');
    await orphan.close();
    await truncate(join(dir, 'pairs.parquet'), 100);
    await expectCodedError(opened(dir), 'TFM_PAIRS_TABLE');
    await expectCodedError(opened(base), 'TFM_PAIRS_TABLE');
  });

  it('has a code for two pairs of one key, and for other volumes', async () => {
    await expectCodedError(written(rows, rows.slice(3, 4)), 'TFM_PAIRS_DUPLICATE');
    const dir = await written(rows);
    await expectCodedError(opened(dir, testPairs({ exams: 3 })), 'TFM_PAIRS_VOLUMES');
    await expectCodedError(opened(dir, pairs.toSpliced(5, 1)), 'TFM_PAIRS_VOLUMES');
    await expectCodedError(opened(dir, []), 'TFM_PAIRS_VOLUMES');
  });

  it('leaves nothing half-written behind', async () => {
    const dir = await written(rows);
    await appendFile(join(dir, 'pairs-000001.jsonl.tmp'), 'of a run that was killed');
    await store.finish(dir, localFiles(dir), 1);
    expect((await readdir(dir)).sort()).toEqual(['pairs-000000.jsonl', 'pairs.parquet']);
  });

  it('lets a reader stop a stream early', async () => {
    const reader = await opened(await written(rows));
    for await (const { row } of reader.stream()) {
      expect(row.key).toBe(rows[0].key);
      break;
    }
    await reader.close();
    await expectCodedError(drain(reader, AbortSignal.abort()), 'TFM_CANCELLED');
  });

  it('reads what lies together at once, within a piece', () => {
    const piece = Uint32Array.of(0, 0, 0, 0, 1, 1, 1);
    expect(runsOf([5, 1, 2, 2, 3, 4, 0], { piece })).toEqual([
      { from: 0, to: 4 },
      { from: 4, to: 6 },
    ]);
    expect(runsOf([], { piece })).toEqual([]);
  });
});
