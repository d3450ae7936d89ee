import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs a script of this folder in a process of its own, as this one was started, and reads the JSON that it prints. */
export async function runScript<Result>(name: string, ...args: string[]): Promise<Result> {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, script, ...args]);
  return JSON.parse(stdout) as Result;
}
