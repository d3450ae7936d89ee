import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a module that cannot be imported is wrong. */
export interface SyntaxMistake {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

const inputTypes: Readonly<Record<string, string>> = {
  '.cjs': 'commonjs',
  '.ts': 'module-typescript',
  '.mts': 'module-typescript',
  '.cts': 'commonjs-typescript',
};

/** The place of a `SyntaxError` that importing `entry` gave; undefined for another error, and where a file is wrong that it imports. */
export function syntaxMistakeOf(error: unknown, entry: string): SyntaxMistake | undefined {
  if (!(error instanceof Error) || error.name !== 'SyntaxError') return undefined;
  // An import of what another module does not export says its place by itself.
  const [, url, line] = /^(file:\S+):(\d+)\n/.exec(error.stack ?? '') ?? [];
  if (url !== undefined) return { file: fileURLToPath(url), line: Number(line), message: error.message };
  return checked(entry);
}

/** Node prints the line of a mistake, and keeps it from whoever catches the error: so another process prints it. */
function checked(file: string): SyntaxMistake | undefined {
  const type = inputTypes[extname(file)] ?? 'module';
  const { status, stderr } = spawnSync(process.execPath, ['--check', `--input-type=${type}`, '-'], {
    input: readFileSync(file),
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  const line = /^\[stdin\]:(\d+)$/m.exec(stderr)?.[1];
  const message = /^SyntaxError.*?: (.+)$/m.exec(stderr)?.[1];
  return message === undefined ? undefined : { file, ...(line && { line: Number(line) }), message };
}
