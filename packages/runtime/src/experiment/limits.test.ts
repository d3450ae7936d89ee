import { isTotalFmError } from '@totalfm/core';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPlain } from './config-node.ts';
import { experimentLimits } from './limits.ts';
import { parseOverride } from './overrides.ts';
import { parseYaml, readYaml } from './read-yaml.ts';
import { sweepPoints } from './sweep.ts';

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (isTotalFmError(error)) return error.toJSON();
    throw error;
  }
  throw new Error('it should have failed');
}

const tooLargeAt = (line?: number) => ({
  code: 'TFM_EXPERIMENT_TOO_LARGE',
  where: { file: 'x.yaml', ...(line !== undefined && { line }) },
  fix: expect.any(String) as string,
});

/** Far more levels than a stack of calls holds. */
const many = 30_000;

/** Each level holds ten of the one before. */
const laughs = (levels: number) =>
  Array.from(
    { length: levels },
    (_, level) =>
      `l${level}: &l${level} [${Array.from({ length: 10 }, () => (level ? `*l${level - 1}` : 'ha')).join(', ')}]\n`,
  ).join('');

/** Each level is a list of the one before: nothing is many, but the last is deep. */
const stairs = (levels: number) =>
  Array.from({ length: levels }, (_, level) => `l${level}: &l${level} [${level ? `*l${level - 1}` : 1}]\n`).join('');

describe('what an experiment may be at most', () => {
  it('counts what aliases stand for before it is written out', () => {
    expect(laughs(9).length).toBeLessThan(700);
    // The whole of five levels stands for more than 100,000 values.
    expect(toPlain(parseYaml(laughs(4), 'x.yaml'))).toHaveProperty('l3');
    expect(failureOf(() => parseYaml(laughs(9), 'x.yaml'))).toMatchObject(tooLargeAt(5));
    expect(failureOf(() => parseYaml(laughs(30), 'x.yaml'))).toMatchObject(tooLargeAt(5));
  });

  it.each([
    ['brackets', '['.repeat(many) + ']'.repeat(many), 1],
    ['brackets that never close', '['.repeat(many), 1],
    ['maps in flow', `a: 1\nb: ${'{a: '.repeat(many)}`, 2],
    ['dashes', '- '.repeat(many), 1],
    ['keys that are maps', '? '.repeat(many), 1],
    ['aliases', stairs(200), experimentLimits.depth + 1],
  ])('refuses depth by its line: %s', (_what, text, line) => {
    expect(failureOf(() => parseYaml(text, 'x.yaml'))).toMatchObject(tooLargeAt(line));
  });

  it('takes as much depth as it says', () => {
    const { depth } = experimentLimits;
    expect(parseYaml('['.repeat(depth) + ']'.repeat(depth), 'x.yaml').kind).toBe('list');
    expect(failureOf(() => parseYaml('['.repeat(depth + 1) + ']'.repeat(depth + 1), 'x.yaml'))).toMatchObject(
      tooLargeAt(1),
    );
    expect(failureOf(() => parseOverride(`${'a.'.repeat(depth)}b=1`))).toMatchObject({
      code: 'TFM_EXPERIMENT_TOO_LARGE',
    });
  });

  it('refuses a sweep by the list that makes it too large', () => {
    const sweep = Array.from({ length: 8 }, (_, i) => `align.a${i}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n`).join('');
    expect(failureOf(() => sweepPoints(parseYaml(sweep, 'x.yaml')))).toMatchObject(tooLargeAt(4));
  });
});

describe('aliases', () => {
  it('are the value of the last anchor of their name, at their own place', () => {
    const node = parseYaml('a: &x 1\nb: *x\nc: &x [2]\nd:\n  - *x\n&k e: *k\n', 'x.yaml');
    expect(toPlain(node)).toEqual({ a: 1, b: 1, c: [2], d: [[2]], e: 'e' });
    expect(node.kind === 'map' && node.entries.get('b')?.place).toEqual({ file: 'x.yaml', line: 2 });
  });

  it.each(['a: *x\nb: &x 1', 'a: &x [*x]', 'a: &x 1\nb: &x { c: *x }'])(
    'refers to nothing, or to itself: %j',
    (text) => {
      expect(failureOf(() => parseYaml(text, 'x.yaml'))).toMatchObject({ code: 'TFM_EXPERIMENT_YAML' });
    },
  );

  it.each(['a: 1\nb: 2\na: 3', '[a]: 1', '? { a: 1 }\n: 2', 'a: 1\n---\nb: 1', 'a: [1'])(
    'is not YAML of ours: %j',
    (text) => {
      expect(failureOf(() => parseYaml(text, 'x.yaml'))).toMatchObject({ code: 'TFM_EXPERIMENT_YAML' });
    },
  );
});

describe('a file', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'totalfm-limits-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('is read up to its bound, and not beyond', async () => {
    const file = join(dir, 'long.yaml');
    await writeFile(file, `a: 1\n${'#'.repeat(experimentLimits.bytes - 5)}`);
    expect(toPlain(await readYaml(file))).toEqual({ a: 1 });
    await writeFile(file, `a: 1\n${'#'.repeat(experimentLimits.bytes - 4)}`);
    await expect(readYaml(file)).rejects.toMatchObject({ code: 'TFM_EXPERIMENT_TOO_LARGE', where: { file } });
  });

  it('may be UTF-16 with its mark, and is told what it looks like otherwise', async () => {
    const file = join(dir, 'encoded.yaml');
    await writeFile(file, Buffer.from('\ufeffname: a\n', 'utf16le'));
    expect(toPlain(await readYaml(file))).toEqual({ name: 'a' });
    await writeFile(file, Buffer.from('# \xe9tude du foie et de la rate\nname: a\n', 'latin1'));
    await expect(readYaml(file)).rejects.toMatchObject({
      code: 'TFM_EXPERIMENT_YAML',
      message: 'The file is not utf-8 text; it looks like windows-1252.',
    });
  });

  it.skipIf(process.platform === 'win32')('that never ends is refused', async () => {
    await expect(readYaml('/dev/zero')).rejects.toMatchObject({ code: 'TFM_EXPERIMENT_TOO_LARGE' });
  });
});
