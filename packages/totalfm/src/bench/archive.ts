import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startRedis } from '@totalfm/testing';
import { bullmqOf, ended, start } from './machines.ts';
import { runCommand } from './run-command.ts';

/** Exams that cost next to nothing, with 18 organs and a report of about 18 sentences each: what is left is what the stages cost. */
const cohort = fileURLToPath(new URL('../../../pipeline/src/bench/made-up-cohort.ts', import.meta.url));

/** Beside this package, so that what it imports is found. */
const pluginFile = fileURLToPath(new URL('../../node_modules/.bench/made-up.mjs', import.meta.url));

async function writePlugin(): Promise<void> {
  const source = `import { definePlugin } from '@totalfm/core';
import { madeUpCohort } from ${JSON.stringify(cohort)};
export const plugin = definePlugin({ name: 'made-up', apiVersion: '^1.0.0', components: [madeUpCohort] });`;
  await build({
    stdin: { contents: source, resolveDir: dirname(cohort) },
    outfile: pluginFile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
}

const experiment = (exams: number) => `name: archive
plugins: [${pluginFile}]
cohort: { use: made-up, exams: ${exams} }
segmenter: { use: label-files }
parser: { use: rules, wholeScan: false }
cutter: { size: [4, 4, 4] }
vision: { use: video-vit, patch: [4, 4, 4] }
`;

/** A whole archive of tiny exams to its table of pairs, by workers at a queue of this machine: rate, memory of driver and queue. */
export async function measureArchive(exams: number, workers: number, heap: number) {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-archive-'));
  await mkdir(join(dir, 'elsewhere'));
  await writePlugin();
  await writeFile(join(dir, 'archive.yaml'), experiment(exams));
  const redis = await startRedis();
  const args = ['worker', '--redis', redis.url, '--artifacts', join(dir, 'runs/.artifacts'), '--plugin', pluginFile];
  const running = Array.from({ length: workers }, () => start(args, { cwd: join(dir, 'elsewhere'), log: () => {} }));
  try {
    const command = ['run', 'archive.yaml', '--until', 'pair', ...bullmqOf(redis.url)];
    const { seconds, memory } = await runCommand(command, { cwd: dir, heap });
    const info = execFileSync('redis-cli', ['-p', String(redis.port), 'info', 'memory']).toString();
    const redisPeakMb = Number(/used_memory_peak:(\d+)/.exec(info)?.[1]) / 1e6;
    return { exams, workers, seconds, examsASecond: exams / seconds, driver: memory, redisPeakMb };
  } finally {
    for (const child of running) child.kill('SIGTERM');
    await Promise.all(running.map(ended));
    await redis.close();
    await rm(dir, { recursive: true });
  }
}
