import { spawn } from 'node:child_process';
import { throwIfAborted } from '@totalfm/core';
import { segmenterErrors } from '../errors.ts';

export interface CommandRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly exam: string;
  /** Told each line that it prints. */
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** How much of what a command printed is kept for the error. */
const KEPT_LINES = 12;
const GRACE_MS = 5000;

/**
 * Runs a command to its end. Throws `TFM_TOTALSEGMENTATOR_MISSING`, `TFM_TOTALSEGMENTATOR_FAILED` with the last lines that it
 * printed, and `TFM_CANCELLED` once the command and all that it started are told to stop.
 */
export async function runCommand({ command, args, env, exam, onLine, signal }: CommandRun): Promise<void> {
  throwIfAborted(signal);
  // A group of its own, so that what it starts stops with it.
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const last: string[] = [];
  const take = (line: string) => {
    last.push(line);
    if (last.length > KEPT_LINES) last.shift();
    onLine(line);
  };
  for (const stream of [child.stdout, child.stderr]) readLines(stream, take);
  const stop = (how: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, how);
    } catch {
      // It has ended already.
    }
  };
  const onAbort = () => {
    stop('SIGTERM');
    setTimeout(() => stop('SIGKILL'), GRACE_MS).unref();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }).catch((cause: unknown) => {
      throw notInstalled(command, exam, cause);
    });
    throwIfAborted(signal);
    if (code !== 0) throw failed(command, exam, code, last);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Lines end with a line feed, or with a carriage return, as those of progress bars do. */
function readLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/);
    rest = (lines.pop() ?? '').slice(-4096);
    for (const line of lines) if (line.trim()) take(line.trim());
  });
  stream.on('end', () => {
    if (rest.trim()) take(rest.trim());
  });
}

const notInstalled = (command: string, exam: string, cause: unknown) =>
  segmenterErrors.TFM_TOTALSEGMENTATOR_MISSING({
    exam,
    cause,
    message: `The command ${command} cannot be started.`,
    fix: 'Install it (`pip install TotalSegmentator`), or name it by the option `command`; `label-files` takes masks that are there, `nnunet-onnx` needs no Python.',
  });

const failed = (command: string, exam: string, code: number | null, last: readonly string[]) =>
  segmenterErrors.TFM_TOTALSEGMENTATOR_FAILED({
    exam,
    message: `${command} ended with ${code === null ? 'a signal' : `code ${code}`}: ${last.join(' | ') || 'it printed nothing'}.`,
    fix: 'Run it by hand on this CT. Its weights are downloaded beforehand (`totalseg_download_weights`): the experiment lets nothing leave or enter unless its `privacy.remote` is `allow`.',
  });
