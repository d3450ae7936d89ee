/**
 * `npm run bench -w @totalfm/plugin-backbone-ct-clip [-- ROUNDS]`: one CT of 480 × 480 × 240 voxels to its vector, here and by the official
 * code, which take turns. Needs TOTALFM_TRANSFORMERS_PYTHON and TOTALFM_CT_CLIP_SOURCES; weights are made up.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ctClipOptions } from '../options.ts';
import { python, script, sources } from '../test-support/official.ts';
import { benchSize, threads } from './setup.ts';

interface Report {
  readonly seconds: number;
  /** Of processors: other work on the machine counts less. */
  readonly cpuSeconds: number;
  /** Of the whole process, from when all was loaded. */
  readonly peakMb: number;
}

function start(command: string, args: readonly string[]) {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async <T>() => JSON.parse(String((await lines.next()).value)) as T;
  return {
    about: read<{ readonly loadedMb: number }>,
    async pass(): Promise<Report> {
      child.stdin.write('pass\n');
      return read<Report>();
    },
    end: () => child.stdin.end(),
  };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function vectorsAgree(dir: string) {
  const [ours, theirs] = await Promise.all(
    ['ours.f32', 'latents.f32'].map(
      async (name) => new Float32Array(new Uint8Array(await readFile(join(dir, name))).buffer),
    ),
  );
  const largest = Math.max(...theirs.map(Math.abs));
  return {
    cosine: ours.reduce((sum, value, index) => sum + value * theirs[index], 0),
    relativeError: Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]))) / largest,
  };
}

async function compare(dir: string, rounds: number) {
  const official = (extra: object) => {
    const config = { ...ctClipOptions.parse({}), size: benchSize, batch: 1, threads, ...extra };
    return writeFile(join(dir, 'config.json'), JSON.stringify(config));
  };
  const args = [script, sources as string, dir, join(dir, 'config.json')];
  await official({ weightsOnly: true });
  if (spawnSync(python as string, args, { stdio: 'ignore' }).status !== 0) throw new Error('The official code failed.');
  await official({ times: true });
  const torch = start(python as string, args);
  const theirsLoaded = await torch.about();
  const us = start(process.execPath, [
    '--expose-gc',
    ...process.execArgv,
    fileURLToPath(new URL('./embed-once.ts', import.meta.url)),
    dir,
  ]);
  const oursLoaded = await us.about();
  const pairs: (readonly [ours: Report, theirs: Report])[] = [];
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) pairs.push([await us.pass(), await torch.pass()]);
  us.end();
  torch.end();
  const measured = pairs.slice(1);
  const ratio = (of: keyof Report) => median(measured.map(([ours, theirs]) => ours[of] / theirs[of]));
  return {
    ratios: { seconds: ratio('seconds'), cpuSeconds: ratio('cpuSeconds'), peakMb: ratio('peakMb') },
    ours: { ...oursLoaded, ...measured[0][0] },
    theirs: { ...theirsLoaded, ...measured[0][1] },
    vectors: await vectorsAgree(dir),
  };
}

if (!python || !sources) {
  console.log('skipped: set TOTALFM_TRANSFORMERS_PYTHON and TOTALFM_CT_CLIP_SOURCES (see test-support/ct_clip.py)');
} else {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-ct-clip-'));
  try {
    console.log(JSON.stringify(await compare(dir, Number(process.argv[2] ?? 3)), undefined, 2));
  } finally {
    await rm(dir, { recursive: true });
  }
}
