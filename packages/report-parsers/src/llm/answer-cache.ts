import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadAnswer } from './read-answer.ts';

/** Answers by what they were given for. They hold offsets, codes and numbers: no text of a report. */
export interface AnswerCache {
  get(text: string): ReadAnswer | undefined;
  set(text: string, answer: ReadAnswer): void;
}

/**
 * One small file for each window of a report, named by a hash of its text and of everything else that the answer depends on
 * (`asked`). Files are written whole or not at all, so that threads and runs can share a folder. Without a folder answers are
 * kept in memory.
 */
export function createAnswerCache(dir: string | undefined, asked: readonly string[]): AnswerCache {
  const salt = createHash('sha256').update(JSON.stringify(asked)).digest();
  const keyOf = (text: string) => createHash('sha256').update(salt).update(text).digest('hex');
  if (dir === undefined) {
    const kept = new Map<string, ReadAnswer>();
    return { get: (text) => kept.get(keyOf(text)), set: (text, answer) => void kept.set(keyOf(text), answer) };
  }
  const made = new Set<string>();
  const pathOf = (key: string) => join(dir, key.slice(0, 2), `${key.slice(2)}.json`);
  return {
    get(text) {
      try {
        return JSON.parse(readFileSync(pathOf(keyOf(text)), 'utf8')) as ReadAnswer;
      } catch {
        // Not there, or broken: it is asked for again.
        return undefined;
      }
    },
    set(text, answer) {
      const path = pathOf(keyOf(text));
      // A cache that cannot be written must not stop the work.
      try {
        const folder = join(path, '..');
        if (!made.has(folder)) mkdirSync(folder, { recursive: true });
        made.add(folder);
        const temporary = `${path}.${process.pid}.${unique++}.tmp`;
        writeFileSync(temporary, JSON.stringify(answer));
        renameSync(temporary, path);
      } catch {}
    },
  };
}

let unique = 0;
