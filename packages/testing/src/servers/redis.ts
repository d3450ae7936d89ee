import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, untilListening } from './free-port.ts';

/** The server that is installed; undefined where neither is, and tests that want one are skipped. */
export const redisCommand = ['redis-server', 'valkey-server'].find(
  (command) => spawnSync(command, ['--version']).status === 0,
);

/** A server of our own on the loopback, with nothing in it. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Kills it: what is not in its append-only file is lost. */
  kill(): Promise<void>;
  /** Starts it again, with what its append-only file has. */
  start(): Promise<void>;
  /** It answers nobody, and lives. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

/** Starts a server that keeps an append-only file. `settings` are further arguments: `--requirepass`, … */
export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const command = redisCommand;
  if (!command) throw new Error('Neither redis-server nor valkey-server is installed.');
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const ended = () =>
    new Promise<void>((resolve) => (child?.exitCode === null ? child.once('exit', () => resolve()) : resolve()));
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      child?.kill('SIGKILL');
      await ended();
    },
    async start() {
      const given = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes', '--save', ''];
      child = spawn(command, [...given, ...settings], { stdio: 'ignore' });
      await untilListening(port);
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async close() {
      child?.kill('SIGKILL');
      await ended();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
