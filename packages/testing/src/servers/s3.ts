import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, untilListening } from './free-port.ts';

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
  const command = s3Command;
  if (!command) throw new Error('No rclone is installed that serves S3.');
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-s3-'));
  const [bucket, user, secret] = ['totalfm-test', 'tester', 'only-for-tests'];
  await mkdir(join(dir, 'objects', bucket), { recursive: true });
  const port = await freePort();
  let child: ChildProcess | undefined;
  const ended = () =>
    new Promise<void>((resolve) => (child?.exitCode === null ? child.once('exit', () => resolve()) : resolve()));
  const server: S3Server = {
    bucket,
    endpoint: `http://127.0.0.1:${port}`,
    keys: { AWS_ACCESS_KEY_ID: user, AWS_SECRET_ACCESS_KEY: secret },
    async kill() {
      child?.kill('SIGKILL');
      await ended();
    },
    async start() {
      const place = ['--config', join(dir, 'none'), '--cache-dir', join(dir, 'cache'), '--vfs-cache-mode', 'off'];
      const given = ['--addr', `127.0.0.1:${port}`, '--auth-key', `${user},${secret}`, ...place];
      child = spawn(command, ['serve', 's3', join(dir, 'objects'), ...given], { stdio: 'ignore' });
      await untilListening(port);
    },
    async close() {
      child?.kill('SIGKILL');
      await ended();
      await rm(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
