import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInOrgans } from '@totalfm/anatomy';
import { voxelCount, createRandom, type OrganVolume, type Triple } from '@totalfm/core';
import {
  checkpointFiles,
  checkpointFormat,
  failureLine,
  checkpointManifest,
  metricsOf,
  reportsLine,
  runFiles,
  runJson,
  runLines,
  runManifest,
  runManifestFormat,
  runMetrics,
  savedExperiment,
  scanPhases,
  scoreLine,
  scoreLinesOf,
  trainingMetricLine,
} from '@totalfm/run-format';
import { madeUpReports, madeUpReportsResult } from './made-up-reports.ts';
import { madeUpResults } from './made-up-results.ts';

export interface MadeUpRun {
  readonly name?: string;
  readonly exams?: number;
  /** Subtracted from how far positive scores lie above negative ones. */
  readonly handicap?: number;
  readonly steps?: number;
  /** Whether it wrote reports, and measured them. */
  readonly reports?: boolean;
}

/** Writes a run folder with made-up numbers that agree with one another. The same exams and labels for every run. */
export async function writeMadeUpRun(
  dir: string,
  { name = 'made-up', exams = 120, handicap = 0, steps = 400, reports = false }: MadeUpRun = {},
): Promise<void> {
  const lines = reports ? madeUpReports(exams, handicap) : [];
  const results = [...madeUpResults(exams, handicap), ...(reports ? [madeUpReportsResult(lines)] : [])];
  const write = (name: string, text: string) => writeFile(join(dir, name), text);
  const checkpoint = join(runFiles.artifacts, 'align', checkpointFiles.manifest);
  await mkdir(join(dir, runFiles.artifacts, 'align'), { recursive: true });
  await write(runFiles.experiment, runJson(experimentOf(name, handicap), savedExperiment, ''));
  await write(runFiles.manifest, runJson(manifestOf(name), runManifest, ''));
  await write(runFiles.metrics, runJson(metricsOf(results), runMetrics, ''));
  await write(runFiles.scores, runLines(scoreLinesOf(results), scoreLine, ''));
  if (reports) await write(runFiles.writtenReports, runLines(lines, reportsLine, ''));
  await write(runFiles.trainingMetrics, runLines(curves(steps), trainingMetricLine, ''));
  await write(runFiles.phases, runJson(phases, scanPhases, ''));
  await write(runFiles.failures, runLines(failures, failureLine, ''));
  await write(checkpoint, runJson(checkpointOf(steps), checkpointManifest, ''));
}

const phases = {
  phases: [
    { phase: 'non-contrast' as const, tags: 30, hu: 12 },
    { phase: 'portal-venous' as const, tags: 75, hu: 0 },
  ],
  unknown: 3,
};

function curves(steps: number) {
  const random = createRandom('curves');
  const at = (stage: string, step: number) => ({
    stage,
    step,
    loss: 2.7 * Math.exp(-step / (steps / 3)) + 0.6 + 0.08 * random.normal(),
    learningRate: 1e-3 * Math.sin((Math.PI * step) / steps),
    gradientNorm: Math.exp(random.normal() * 0.3),
  });
  return ['pretrain', 'align'].flatMap((stage) => Array.from({ length: steps }, (_, index) => at(stage, index + 1)));
}

const experimentOf = (name: string, handicap: number) => ({
  name,
  seed: 7,
  plugins: [],
  models: {},
  compute: { use: 'onnx', device: 'cpu', threads: 2, workers: 1 },
  privacy: { remote: 'refuse' },
  cohort: { use: 'phantom', exams: 600, seed: 7 },
  segmenter: { use: 'label-files' },
  parser: { use: 'rules' },
  organs: builtInOrgans.map(({ organ }) => organ),
  pairs: { use: 'organ-pairs', size: [48, 48, 32], context: 'box' },
  vision: { use: 'video-vit', width: 128, depth: 2 },
  text: { use: 'transformer' },
  pretrain: handicap > 0 ? false : { use: 'videomae', maskRatio: 0.9 },
  align: { use: 'contrastive', loss: handicap > 0 ? 'sigmoid' : 'info-nce', optimizer: { use: 'adamw' } },
  evaluate: [{ use: 'findings' }, { use: 'organ-lesions' }],
});

const manifestOf = (name: string) => ({
  format: runManifestFormat,
  name,
  status: 'done',
  pluginFolders: [],
  artifacts: '../.artifacts',
  components: {},
  failures: { TFM_NIFTI_TRUNCATED: 2 },
  startedAt: '2026-11-24T10:00:00.000Z',
  updatedAt: '2026-11-24T10:07:10.000Z',
  versions: { totalfm: '0.1.0', node: 'v20.20.2', 'onnxruntime-node': '1.30.0' },
  seeds: { experiment: 7, cohort: 7 },
  peakMemoryBytes: 1_912_000_000,
  stages: [
    ['ingest', 1.2],
    ['segment', 0.4],
    ['parse', 2.1],
    ['pair', 95],
    ['pretrain', 60],
    ['align', 240],
    ['evaluate', 31],
  ].map(([stage, seconds]) => ({
    stage,
    artifact: `${stage}-0`,
    reused: false,
    seconds,
    ...(seconds === 95 ? { exams: { done: 598, failed: 2, skipped: 0 } } : {}),
  })),
});

const checkpointOf = (steps: number) => ({
  format: checkpointFormat,
  trainer: 'contrastive',
  scale: 20,
  bias: 0,
  organs: [],
  seed: 7,
  steps,
  samples: steps * 64,
  parameters: 1_234_567,
});

const failures = [
  {
    stage: 'pair',
    level: 'error',
    code: 'TFM_NIFTI_TRUNCATED',
    message: 'The file ends after 1,024 of 9,216 voxels.',
    where: { exam: 'exam-0031', file: 'ct.nii.gz' },
    fix: 'Copy the file again.',
  },
  {
    stage: 'parse',
    code: 'TFM_REPORT_EMPTY',
    message: 'The report is empty.',
    level: 'warning',
    where: { exam: 'exam-0044' },
    fix: 'Give the exam a report, or leave it out.',
  },
  {
    stage: 'pair',
    level: 'error',
    code: 'TFM_NIFTI_TRUNCATED',
    message: '<script>alert(1)</script> is no voxel.',
    where: { exam: 'exam-0052' },
    fix: 'Copy the file again.',
  },
];

/** A ball of soft tissue with a bright spot, in fat, under lung: enough to see orientation and windows. */
export async function madeUpVolume(pairKey: string): Promise<OrganVolume> {
  const size: Triple = [48, 48, 32];
  const random = createRandom(pairKey);
  const hu = new Int16Array(voxelCount(size));
  const mask = new Uint8Array(hu.length);
  for (let voxel = 0; voxel < hu.length; voxel++) {
    const [x, y, z] = [voxel % size[0], Math.floor(voxel / size[0]) % size[1], Math.floor(voxel / (size[0] * size[1]))];
    const inside = Math.hypot(x - 24, y - 24, (z - 14) * 1.4) < 17;
    mask[voxel] = inside ? 1 : 0;
    const tissue = Math.hypot(x - 34, y - 20, z - 14) < 4 ? 600 : inside ? 70 : z > 26 ? -800 : -90;
    hu[voxel] = tissue + 18 * random.normal();
  }
  return {
    organ: pairKey.split('/')[1],
    hu,
    mask,
    size,
    extentMm: [190, 170, 120],
    organExtentMm: [140, 120, 80],
    organMl: 800,
  };
}
