import { spawnSync } from 'node:child_process';
import { ownServer } from './own-server.ts';

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
  if (!redisCommand) throw new Error('Neither redis-server nor valkey-server is installed.');
  const server = await ownServer(redisCommand, ({ port, dir }) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes', '--save', ''],
    ...settings,
  ]);
  await server.start();
  const { port, kill, start, close } = server;
  return {
    ...{ port, kill, start, close },
    url: `redis://127.0.0.1:${port}`,
    freeze: () => server.signal('SIGSTOP'),
    thaw: () => server.signal('SIGCONT'),
  };
}
