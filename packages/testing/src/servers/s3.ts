import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ownServer } from './own-server.ts';

/** The server that is installed, rclone from 1.65 on; undefined where there is none, and tests that want one are skipped. */
export const s3Command = [process.env.TOTALFM_RCLONE, 'rclone']
  .filter((command) => command !== undefined)
  .find((command) => spawnSync(command, ['serve', 's3', '--help']).stdout?.includes('--auth-key'));

/** A server of our own on the loopback, with an empty bucket. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  /** What it lets in: for the environment of whoever speaks to it. */
  readonly keys: { readonly AWS_ACCESS_KEY_ID: string; readonly AWS_SECRET_ACCESS_KEY: string };
  /** Kills it; its objects stay. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its objects. */
  close(): Promise<void>;
}

/** Starts a server that keeps objects as files and checks signatures. */
export async function startS3(): Promise<S3Server> {
  if (!s3Command) throw new Error('No rclone is installed that serves S3.');
  const [bucket, user, secret] = ['totalfm-test', 'tester', 'only-for-tests'];
  const server = await ownServer(s3Command, ({ port, dir }) => [
    ...['serve', 's3', join(dir, 'objects'), '--addr', `127.0.0.1:${port}`, '--auth-key', `${user},${secret}`],
    ...['--config', join(dir, 'none'), '--cache-dir', join(dir, 'cache'), '--vfs-cache-mode', 'off'],
  ]);
  await mkdir(join(server.dir, 'objects', bucket), { recursive: true });
  await server.start();
  const { port, kill, start, close } = server;
  return {
    ...{ bucket, kill, start, close },
    endpoint: `http://127.0.0.1:${port}`,
    keys: { AWS_ACCESS_KEY_ID: user, AWS_SECRET_ACCESS_KEY: secret },
  };
}
