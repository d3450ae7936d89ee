import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInference, encodeSafetensors, traceInference } from '@totalfm/compute';
import type { Triple } from '@totalfm/core';
import { createMerlinVision } from '../merlin-vision.ts';
import { officialSpecs, readMerlin } from '../official-weights.ts';
import { merlinOptions } from '../options.ts';
import {
  floatsOf,
  formulaTensors,
  formulaVolume,
  nearness,
  officialPython,
  startOfficial,
} from '../test-support/official-tower.ts';

type Times = Readonly<Record<'seconds' | 'cpuSeconds', number>>;

const size: Triple = [224, 224, 160];
const options = merlinOptions.parse({});
const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * Merlin's image tower on one CT of 224 × 224 × 160 voxels, HU to vector: ours and the official code's in PyTorch, which take turns, on
 * as many threads. On a busy machine, seconds of processors are steadier than those of the clock.
 */
export async function measureAgainstTorch({ rounds = 3, threads = 2 } = {}) {
  if (!officialPython)
    return { skipped: 'set TOTALFM_TRANSFORMERS_PYTHON to a Python that has torch, torchvision and merlin-vlm' };
  const towers = await startTowers(officialPython, threads);
  try {
    const { peak: torchPeak, before: torchBefore } = await towers.torch();
    const { cosine, error } = nearness((await towers.own()).embedding, towers.expected());
    const peak = process.resourceUsage().maxRSS * 1024;
    const pairs: [own: Times, torch: Times][] = [];
    for (let round = 0; round < rounds; round++) pairs.push([await towers.own(), await towers.torch()]);
    const ratios = (of: 'seconds' | 'cpuSeconds') => pairs.map(([own, torch]) => own[of] / torch[of]);
    return {
      torch: await towers.about,
      load: loadavg()[0],
      cosine,
      error,
      seconds: median(pairs.map(([own]) => own.seconds)),
      torchSeconds: median(pairs.map(([, torch]) => torch.seconds)),
      ratio: median(ratios('seconds')),
      ratios: ratios('seconds').map((each) => Number(each.toFixed(2))),
      ratioOfProcessors: median(ratios('cpuSeconds')),
      // What a run needs beyond the loaded model; and in all.
      megabytes: { run: megabytes(peak - towers.before), peak: megabytes(peak) },
      torchMegabytes: { run: megabytes(torchPeak - torchBefore), peak: megabytes(torchPeak) },
    };
  } finally {
    await towers.end();
  }
}

/** Both full towers on weights of the formula, each ready to run. */
export async function startTowers(python: string, threads = 2) {
  const dir = mkdtempSync(join(tmpdir(), 'totalfm-merlin-bench-'));
  const official = startOfficial(python);
  const { inference, feeds } = await openOwn(join(dir, 'weights.safetensors'), threads);
  return {
    about: official.about,
    before: process.resourceUsage().maxRSS * 1024,
    expected: () => floatsOf(dir, 'contrastive'),
    torch: () => official.run({ depths: options.depths, size, out: dir, threads }),
    async own() {
      const [started, processors] = [performance.now(), process.cpuUsage()];
      const { embedding } = await inference.run(feeds);
      const { user, system } = process.cpuUsage(processors);
      return { embedding, seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
    },
    async end() {
      official.end();
      await inference.dispose();
      rmSync(dir, { recursive: true });
    },
  };
}

async function openOwn(file: string, threads: number) {
  // The formula counts the tensors of both heads.
  const specs = Object.entries(officialSpecs(options, ['contrastive', 'phenotypes']));
  const shapes = Object.fromEntries(specs.map(([name, { shape }]) => [name, shape]));
  writeFileSync(file, encodeSafetensors(formulaTensors(shapes)));
  const vision = createMerlinVision(options, size);
  const program = traceInference({
    name: 'merlin',
    parameters: vision.parameters,
    values: await readMerlin(file, options),
    inputs: vision.inputs(1),
    run: (p, inputs) => ({ embedding: vision.embed(p, inputs) }),
  });
  const inference = await createInference(program, { threads });
  return { inference, feeds: vision.feeds([formulaVolume(size)]) };
}
