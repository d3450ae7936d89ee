import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { link } from 'node:fs/promises';
import { writing } from '@totalfm/core';

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** The process's start time where the system tells it: a pid alone may have been given to another process. */
  readonly started: string;
}

export interface ProcessLock {
  release(): Promise<void>;
}

let attempts = 0;

/** True where a lock file is that of a living process. */
export async function isLocked(file: string): Promise<boolean> {
  const holder = parseHolder(await readFile(file, 'utf8').catch(() => ''));
  return holder !== undefined && isAlive(holder);
}

/**
 * Takes a lock file for this process. The lock of a process that has died, on this machine, is taken over. Returns
 * the holder where a living process has it.
 */
export async function acquireLock(file: string): Promise<ProcessLock | { readonly heldBy: LockHolder }> {
  const own = `${file}.${process.pid}-${attempts++}`;
  const self: LockHolder = { pid: process.pid, host: hostname(), started: await startTime(process.pid) };
  await writing(file, () => writeFile(own, JSON.stringify(self)));
  try {
    for (;;) {
      // A hard link either makes the whole file appear or fails: no reader ever sees half a lock.
      if (await linked(own, file)) return { release: () => rm(file, { force: true }) };
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const holder = parseHolder(text);
      if (holder && (await isAlive(holder))) return { heldBy: holder };
      await removeStale(file, text, `${own}.stale`);
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock away; puts it back where another process took the lock over in the meantime. */
async function removeStale(file: string, stale: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== stale) await linked(aside, file);
  await rm(aside, { force: true });
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, host, started }: LockHolder): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return (await startTime(pid)) === started;
}

/** Clock ticks from boot to the start of a process (field 22 of Linux's `/proc/PID/stat`); empty elsewhere. */
async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
