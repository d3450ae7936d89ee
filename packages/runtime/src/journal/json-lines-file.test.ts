import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonLineParts, readJsonLines, streamJsonLines } from './json-lines-file.ts';

const dir = await mkdtemp(join(tmpdir(), 'totalfm-lines-'));
afterAll(() => rm(dir, { recursive: true }));

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('JSON lines', () => {
  const values = Array.from({ length: 3000 }, (_, number) => ({ number, text: 'Å'.repeat(number % 100) }));

  it('are written in parts and read as they come, wherever a part ends', async () => {
    const parts = await collected(jsonLineParts(values));
    expect(parts.length).toBeGreaterThan(1);
    const file = join(dir, 'values.jsonl');
    await writeFile(file, Buffer.concat(parts));
    expect(await collected(streamJsonLines(file))).toEqual(values);
    expect(await readJsonLines(file)).toEqual(values);
  });

  it('may be longer than a part, none, or without a last line end', async () => {
    const file = join(dir, 'long.jsonl');
    const long = ['x'.repeat(200_000), 'y'];
    await writeFile(file, JSON.stringify(long[0]) + '\n' + JSON.stringify(long[1]));
    expect(await collected(streamJsonLines(file))).toEqual(long);
    await writeFile(file, Buffer.concat(await collected(jsonLineParts([]))));
    expect(await collected(streamJsonLines(file))).toEqual([]);
  });
});
