/** What sliding windows cost: `npm run bench -w @totalfm/segmenters` prints it as JSON. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Triple } from '@totalfm/core';
import { writeCases } from '../../test/nnunet/write-cases.ts';
import { measureOverhead, processorSeconds, scanOf, scanOfFewWindows, type Overhead } from './measure.ts';
import { writePlainUnet } from './plain-unet.ts';
import { openSegmenter, examOf } from '../../test/nnunet/agreement.ts';

const reference = fileURLToPath(new URL('../../test/nnunet/reference', import.meta.url));
const memoryScript = fileURLToPath(new URL('./memory-once.ts', import.meta.url));
const spacing: Triple = [2, 2.5, 3.5];

/** Peak memory of a process that segments a scan of so many planes. */
async function memory(planes: number): Promise<{ planes: number; megabytes: number }> {
  const args = [...process.execArgv, memoryScript, reference, String(planes)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return { planes, megabytes: Number(stdout.trim()) };
}

/** Against nnU-Net’s own predictor of the same network, both on one thread; where there is a Python that has it. */
async function againstNnunet() {
  const python = process.env.TOTALFM_NNUNET_PYTHON;
  if (!python) return { skipped: 'Set TOTALFM_NNUNET_PYTHON to a Python that has nnunetv2, onnx and onnxscript.' };
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-nnunet-bench-'));
  try {
    const volume = scanOf([120, 100, 80], spacing);
    const shape: Triple = [80, 100, 120];
    await writeCases(join(dir, 'cases'), [
      { name: 'balls', shape, spacing: [spacing[2], spacing[1], spacing[0]], changes: {}, volume },
    ]);
    const script = fileURLToPath(new URL('../../test/nnunet/make_reference.py', import.meta.url));
    await promisify(execFile)(python, [script, join(dir, 'model'), join(dir, 'cases'), '--threads', '1']);
    const seconds = JSON.parse(await readFile(join(dir, 'cases/seconds.json'), 'utf8')) as Record<
      string,
      { processor: number }
    >;
    const segmenter = openSegmenter({ model: join(dir, 'model'), crop: 'none' });
    const ours = await processorSeconds(async () => void (await segmenter.segment(examOf(volume), volume)));
    await segmenter.dispose();
    return { ours, nnunet: seconds.balls.processor, ratio: ours / seconds.balls.processor };
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Over a network of a real size: what windows cost beside a tiny one says more of the network. */
async function overhead(): Promise<Overhead> {
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-plain-unet-'));
  try {
    await writePlainUnet(dir);
    const rounds: Overhead[] = [];
    for (let round = 0; round < 3; round++) rounds.push(await measureOverhead(dir, scanOfFewWindows()));
    return rounds.sort((a, b) => a.ratio - b.ratio)[1];
  } finally {
    await rm(dir, { recursive: true });
  }
}

const overheads = await overhead();
const memories = [];
for (const planes of [60, 120, 240, 480]) memories.push(await memory(planes));
process.stdout.write(
  `${JSON.stringify({ overhead: overheads, memory: memories, againstNnunet: await againstNnunet() }, undefined, 2)}\n`,
);
