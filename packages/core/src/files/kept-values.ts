import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { fingerprintOf } from './fingerprint.ts';
import { temporarySuffix } from './write-whole.ts';

/** Values that are dear to make, by the text that each is made from. They are JSON. */
export interface KeptValues<T> {
  /** What was kept for a text; undefined where nothing was, or where it can no longer be read. */
  get(text: string): T | undefined;
  set(text: string, value: T): void;
}

/**
 * Keeps values in small files of a folder, which threads, processes and runs may share: each is named by a hash of its text
 * and of everything else that decides the value (`decidedBy`), and holds a hash of itself, so that a damaged one counts as
 * none. Nothing that goes wrong here stops the work. Without a folder values are kept in memory.
 */
export function keepValues<T>(dir: string | undefined, decidedBy: readonly string[]): KeptValues<T> {
  const salt = fingerprintOf(decidedBy);
  const keyOf = (text: string) => fingerprintOf([salt, text]);
  if (dir === undefined) {
    const kept = new Map<string, string>();
    return {
      get: (text) => parse<T>(kept.get(keyOf(text))),
      set: (text, value) => void kept.set(keyOf(text), JSON.stringify(value)),
    };
  }
  const pathOf = (text: string) => {
    const key = keyOf(text);
    return join(dir, key.slice(0, 2), `${key.slice(2)}.json`);
  };
  return {
    get: (text) => parse<T>(readSealed(pathOf(text))),
    set: (text, value) => keepFile(pathOf(text), seal(JSON.stringify(value))),
  };
}

const parse = <T>(json: string | undefined) => (json === undefined ? undefined : (JSON.parse(json) as T));

const seal = (json: string) => `${fingerprintOf([json])}\n${json}`;

/** Undefined where there is no such file, or where its content is not what was written. */
function readSealed(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const json = text.slice(text.indexOf('\n') + 1);
    return text === seal(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a file of a cache under a name of its own first, since others may write the same one, and renames it. A power cut may
 * damage it: whoever reads it must notice. A cache that cannot be written is no failure.
 */
export function keepFile(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}${temporarySuffix}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch {
    tryTo(() => rmSync(temporary, { force: true }));
  }
}

function tryTo(work: () => void): void {
  try {
    work();
  } catch {}
}
