import { createReadStream } from 'node:fs';
import { writeFileWhole } from '@totalfm/core';
import type { FailureLine } from '@totalfm/run-format';
import { jsonLineParts } from '../journal/json-lines-file.ts';
import type { Counts } from './exam-tally.ts';

/** `failures.jsonl` of a run as it grows: a cohort may give a warning an exam, so that no lines are held. */
export interface FailureLog {
  /** Writes lines behind those that were added before; a reader always finds a whole file. */
  add(lines: Iterable<FailureLine> | AsyncIterable<FailureLine>): Promise<void>;
}

/** What was in the file before the first lines are added is of another run. `errors` counts lines of that level by code. */
export function createFailureLog(file: string, errors: Counts): FailureLog {
  let isOwn = false;
  return {
    async add(lines) {
      async function* counted() {
        for await (const line of lines) {
          if (line.level === 'error') errors.add(line.code);
          yield line;
        }
      }
      async function* parts(): AsyncGenerator<Uint8Array> {
        if (isOwn) yield* createReadStream(file) as AsyncIterable<Buffer>;
        yield* jsonLineParts(counted());
      }
      await writeFileWhole(file, parts());
      isOwn = true;
    },
  };
}
