import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { keepValues } from './index.ts';

const base = mkdtempSync(join(tmpdir(), 'totalfm-kept-values-'));
afterAll(() => rmSync(base, { recursive: true }));

const filesOf = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());

describe('kept values', () => {
  it('are there again, in memory or for whoever opens the folder, and nowhere else', () => {
    const dir = mkdtempSync(join(base, 'case-'));
    for (const place of [undefined, dir]) {
      const kept = keepValues<{ n: number }>(place, ['a', 'b']);
      expect(kept.get('text')).toBeUndefined();
      kept.set('text', { n: 1 });
      kept.set('other', { n: 2 });
      expect([kept.get('text'), kept.get('other')]).toEqual([{ n: 1 }, { n: 2 }]);
    }
    expect(keepValues(dir, ['a', 'b']).get('text')).toEqual({ n: 1 });
    expect(keepValues(dir, ['ab']).get('text')).toBeUndefined();
    const names = filesOf(dir).map((path) => path.slice(dir.length));
    expect(names).toEqual(names.map(() => expect.stringMatching(/^.[0-9a-f]{2}.[0-9a-f]{30}\.json$/)));
    expect(names).toHaveLength(2);
  });

  it('are none where their file was cut, changed or emptied', () => {
    const dir = mkdtempSync(join(base, 'case-'));
    const kept = keepValues<string>(dir, []);
    kept.set('text', 'a value');
    const [path] = filesOf(dir);
    const whole = readFileSync(path, 'utf8');
    for (const damaged of [whole.slice(0, -3), whole.replace('value', 'valve'), '']) {
      writeFileSync(path, damaged);
      expect(kept.get('text')).toBeUndefined();
    }
    kept.set('text', 'a value');
    expect(kept.get('text')).toBe('a value');
  });

  it('are forgotten where nothing can be written', () => {
    const kept = keepValues<number>('/dev/null/nowhere', []);
    kept.set('text', 1);
    expect(kept.get('text')).toBeUndefined();
  });
});
