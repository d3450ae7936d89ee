import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, untilListening } from './free-port.ts';

/** A server of our own on the loopback, as a process with a folder. */
export interface OwnServer {
  readonly port: number;
  readonly dir: string;
  /** Kills it; its folder stays. */
  kill(): Promise<void>;
  /** Starts it, at the same port each time, and waits until it listens. */
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Kills it and removes its folder. */
  close(): Promise<void>;
}

/** Finds it a port and a folder; `argsOf` gives what the command is started with. It is not started yet. */
export async function ownServer(
  command: string,
  argsOf: (place: Pick<OwnServer, 'port' | 'dir'>) => readonly string[],
): Promise<OwnServer> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-server-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const kill = async () => {
    child?.kill('SIGKILL');
    await new Promise<void>((resolve) => (child?.exitCode === null ? child.once('exit', () => resolve()) : resolve()));
  };
  return {
    port,
    dir,
    kill,
    async start() {
      child = spawn(command, argsOf({ port, dir }), { stdio: 'ignore' });
      await untilListening(port);
    },
    signal: (signal) => void child?.kill(signal),
    async close() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
