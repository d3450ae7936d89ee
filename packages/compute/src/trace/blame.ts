import { fileURLToPath } from 'node:url';

/** Where an error of a tensor program comes from, as its stack tells. */
export interface Blame {
  /** The tfjs op that threw: `matMul`. */
  readonly op?: string;
  /** The line that called it: the first one that is neither tfjs's nor this package's. */
  readonly file?: string;
  readonly line?: number;
}

const FRAME = /\(?((?:file:\/\/)?\/[^():]+|[A-Za-z]:\\[^():]+):(\d+):\d+\)?$/;
const own = /\/(?:packages\/|@totalfm\/)compute\/(?:src\/(?:ops|trace|train)|dist)\//;

export function blame(error: unknown): Blame {
  const lines = error instanceof Error && error.stack ? error.stack.split('\n') : [];
  const op = lines.map((line) => /\bat (?:\w+\.)?(\w+?)_?__op\b/.exec(line)?.[1]).find(Boolean);
  for (const text of lines) {
    const frame = FRAME.exec(text.trim());
    if (!frame) continue;
    const file = frame[1].startsWith('file://') ? fileURLToPath(frame[1]) : frame[1];
    if (file.includes('/node_modules/') && !file.includes('/node_modules/@totalfm/')) continue;
    if (own.test(file) && !file.includes('.test.')) continue;
    return { op, file, line: Number(frame[2]) };
  }
  return { op };
}
