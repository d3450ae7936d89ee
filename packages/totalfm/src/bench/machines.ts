import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/totalfm.js', import.meta.url));

/** Phantoms up to their pairs: all stages that go exam by exam. */
export const upToPairs = ['run', 'cohort.yaml', '--until', 'pair'];

/** A folder with an experiment of so many phantoms. */
export async function cohortFolder(exams: number, workers = 1): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-machines-'));
  await mkdir(join(dir, 'elsewhere'));
  const experiment = `name: cohort
compute: { workers: ${workers} }
cohort: { use: phantom, exams: ${exams}, seed: 5, maskNoise: 0 }
segmenter: { use: label-files }
cutter: { size: [16, 16, 16] }
vision: { use: video-vit }
`;
  await writeFile(join(dir, 'cohort.yaml'), experiment);
  return dir;
}

export const bullmqOf = (url: string) => ['--set', `compute.runner={ use: bullmq, url: "${url}" }`];

/** Starts the built command; what it says goes to `log`. */
export function start(
  args: readonly string[],
  { cwd, env = {}, log }: { cwd: string; env?: Readonly<Record<string, string>>; log: (text: string) => void },
): ChildProcess {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (data: Buffer) => log(data.toString()));
  return child;
}

export const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });

/** Seconds that a command took; throws where it fails. */
export async function timed(args: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  let said = '';
  const code = await ended(start(args, { cwd, log: (text) => (said = (said + text).slice(-4000)) }));
  if (code !== 0) throw new Error(`totalfm ${args.join(' ')} ended with ${code}:\n${said}`);
  return (performance.now() - started) / 1000;
}

/** SHA-256 of every file of the artifacts that must be the same wherever it was made, by path. */
export async function digestsOf(dir: string): Promise<Readonly<Record<string, string>>> {
  const artifacts = join(dir, 'runs/.artifacts');
  const digests: Record<string, string> = {};
  for (const entry of await readdir(artifacts, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /\/\.setups\/|\.time\.json$|\.lock/.test(path)) continue;
    const hash = createHash('sha256');
    for await (const part of createReadStream(path)) hash.update(part as Buffer);
    digests[relative(artifacts, path)] = hash.digest('hex');
  }
  return digests;
}

/** Paths whose files differ, or are there once only. */
export function differing(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((path) => one[path] !== other[path]);
}
