import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { writing } from '@totalfm/core';

/** How often the holder of a lock shows that it lives, and how long it may be silent before another machine takes its lock. */
const [beatMs, silenceMs] = [10_000, 90_000];

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** What its process id means something in: one start of one machine, and one container of it. */
  readonly machine?: string;
  /** The process's start time where the system tells it: a pid alone may have been given to another process. */
  readonly started: string;
}

export interface ProcessLock {
  release(): Promise<void>;
}

export interface LockOptions {
  /** Milliseconds without a sign of life after which a lock of another machine is taken over. */
  readonly silenceMs?: number;
}

let attempts = 0;

/** True where a lock file is that of a living process. */
export async function isLocked(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text !== '' && isAlive(file, text, {});
}

/**
 * Takes a lock file for this process. The lock of a process of this machine that has died is taken over at once, that of another
 * machine when it has shown no sign of life for a minute and a half of being looked at, whatever clocks say. Returns the holder where a
 * living process has it.
 */
export async function acquireLock(
  file: string,
  options: LockOptions = {},
): Promise<ProcessLock | { readonly heldBy: LockHolder }> {
  const own = `${file}.${hostname()}-${process.pid}-${attempts++}`;
  const self: LockHolder = {
    pid: process.pid,
    host: hostname(),
    machine: await machineId(),
    started: await startTime(process.pid),
  };
  await writing(file, () => writeFile(own, JSON.stringify(self)));
  try {
    for (;;) {
      // A hard link either makes the whole file appear or fails, on NFS as well: no reader ever sees half a lock.
      if (await linked(own, file)) return hold(file);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      if (await isAlive(file, text, options)) return { heldBy: parseHolder(text) as LockHolder };
      await removeStale(file, text, `${own}.stale`);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** The same, but waits until it is known whether the process of another machine that holds it lives. */
export async function acquireLockOfLiving(file: string, options: LockOptions = {}) {
  const first = await beatOf(file);
  for (;;) {
    const lock = await acquireLock(file, options);
    const isCertain = 'release' in lock || (await isOfThisMachine(lock.heldBy)) || (await beatOf(file)) !== first;
    if (isCertain) return lock;
    await delay(Math.min(1000, (options.silenceMs ?? silenceMs) / 4));
  }
}

/** Shows that its holder lives by the file's time: only that it changes counts. */
function hold(file: string): ProcessLock {
  const beat = setInterval(() => {
    const now = new Date();
    void utimes(file, now, now).catch(() => undefined);
  }, beatMs);
  beat.unref();
  return {
    async release() {
      clearInterval(beat);
      await rm(file, { force: true });
    },
  };
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

async function isAlive(file: string, text: string, options: LockOptions): Promise<boolean> {
  const holder = parseHolder(text);
  if (!holder) return false;
  if (!(await isOfThisMachine(holder))) return isBeating(file, text, options);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return (await startTime(holder.pid)) === holder.started;
}

/** Locks of other machines as they were last seen to change, by this machine’s steady clock. */
const sightings = new Map<string, { readonly beat: string; readonly at: number }>();

async function isBeating(file: string, text: string, options: LockOptions): Promise<boolean> {
  const beat = `${await beatOf(file)} ${text}`;
  const before = sightings.get(file);
  if (before?.beat === beat) return performance.now() - before.at < (options.silenceMs ?? silenceMs);
  sightings.set(file, { beat, at: performance.now() });
  return true;
}

const beatOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );

const isOfThisMachine = async ({ host, machine }: LockHolder) =>
  host === hostname() && (machine === undefined || machine === (await machineId()));

/** One start of a Linux kernel and one namespace of its process ids; empty elsewhere. */
async function machineId(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()} ${await readlink('/proc/self/ns/pid').catch(() => '')}`.trim();
}

/** Clock ticks from boot to the start of a process (field 22 of Linux's `/proc/PID/stat`); empty elsewhere. */
async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
