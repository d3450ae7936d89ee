import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInOrgans } from '@totalfm/anatomy';
import { createRandom, type CaseScore, type OrganVolume, type Triple } from '@totalfm/core';
import {
  auroc,
  averagePrecision,
  bestF1Threshold,
  estimateOf,
  f1Score,
  meanOfDefined,
  rankCases,
  resamplePatients,
  resampleStatistic,
  support,
} from '@totalfm/statistics';

const findings = builtInOrgans.flatMap(({ organ, findings }) => findings.map((finding) => ({ ...finding, organ })));
const ease: Readonly<Record<string, number>> = { 'whole-organ': 2.2, focal: 1.4, tiny: 0.7 };

export interface MadeUpRun {
  readonly name?: string;
  readonly exams?: number;
  /** Subtracted from how far positive scores lie above negative ones. */
  readonly handicap?: number;
  readonly steps?: number;
}

/** Writes a run folder with made-up numbers that agree with one another. The same exams and labels for every run. */
export async function writeMadeUpRun(
  dir: string,
  { name = 'made-up', exams = 120, handicap = 0, steps = 400 }: MadeUpRun = {},
): Promise<void> {
  const truth = createRandom('truth');
  const noise = createRandom(`noise ${handicap}`);
  const scores: CaseScore[] = [];
  const byFinding: Record<string, unknown> = {};
  const values: { grade: string; auroc: number }[] = [];
  const drawn = resamplePatients(
    Array.from({ length: exams }, (_, index) => patientOf(index)),
    200,
    1,
  );

  for (const { id, name, organ, grade } of findings) {
    const prevalence = truth.uniform(0.06, 0.35);
    const distance = Math.max(0, ease[grade] + truth.uniform(-0.7, 0.7) - handicap);
    const cases = Array.from({ length: exams }, (_, index) => {
      const label = truth.chance(prevalence);
      return {
        exam: examOf(index),
        patient: patientOf(index),
        pair: `${examOf(index)}/${organ}`,
        target: id,
        label,
        score: 0.1 * ((label ? distance : 0) + noise.normal()),
      };
    });
    const ranking = rankCases(cases, ({ patient }) => drawn.unitOf(patient));
    const threshold = bestF1Threshold(ranking) ?? 0;
    scores.push(...cases.map((one) => ({ ...one, predicted: one.score >= threshold })));
    const f1 = (one: typeof ranking, weights?: ArrayLike<number>) => f1Score(one, threshold, weights);
    const estimate = (statistic: typeof auroc) =>
      estimateOf(statistic(ranking), resampleStatistic(statistic, ranking, drawn));
    byFinding[id] = {
      name,
      organ,
      grade,
      auroc: estimate(auroc),
      ap: estimate(averagePrecision),
      f1: estimate(f1),
      threshold,
      thresholdFrom: 'validation',
      ...support(ranking),
    };
    values.push({ grade, auroc: auroc(ranking) });
  }

  const mean = (grade?: string) => {
    const some = values.filter((one) => !grade || one.grade === grade).map((one) => one.auroc);
    const value = meanOfDefined(some);
    return { auroc: { value, low: value - 0.02, high: value + 0.02 }, findings: some.length };
  };
  const byOrgan = Object.fromEntries(
    builtInOrgans.map(({ organ, name, findings }) => [
      organ,
      { ...(byFinding[findings[0].id] as object), organ: undefined, grade: undefined, name },
    ]),
  );
  const random = createRandom('curves');
  const curve = (stage: string, index: number) => {
    const step = index + 1;
    return {
      stage,
      step,
      loss: 2.7 * Math.exp(-step / (steps / 3)) + 0.6 + 0.08 * random.normal(),
      learningRate: 1e-3 * Math.sin((Math.PI * step) / steps),
      gradientNorm: Math.exp(random.normal() * 0.3),
    };
  };

  const file = (path: string, text: string) => writeFile(join(dir, path), text);
  const lines = (records: readonly object[]) => records.map((one) => `${JSON.stringify(one)}\n`).join('');
  for (const stage of ['pretrain', 'align', 'evaluate'])
    await mkdir(join(dir, 'artifacts', stage), { recursive: true });
  await file(
    'experiment.json',
    JSON.stringify({
      name,
      cohort: { use: 'phantom', exams: 600, seed: 7 },
      segmenter: { use: 'label-files' },
      parser: { use: 'rules' },
      organs: builtInOrgans.map(({ organ }) => organ),
      pairs: { use: 'organ-pairs', size: [48, 48, 32], context: 'box' },
      vision: { use: 'video-vit', width: 128, depth: 2 },
      text: { use: 'transformer' },
      pretrain: { use: 'videomae', maskRatio: 0.9 },
      align: { use: 'contrastive', loss: 'info-nce' },
      evaluate: [{ use: 'findings' }, { use: 'organ-lesions' }],
    }),
  );
  await file(
    'manifest.json',
    JSON.stringify({
      format: 1,
      name,
      status: 'done',
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
    }),
  );
  await file(
    'metrics.json',
    JSON.stringify({
      findings: {
        macro: mean(),
        byGrade: Object.fromEntries(['whole-organ', 'focal', 'tiny'].map((grade) => [grade, mean(grade)])),
        byFinding,
        skipped: [{ finding: 'bladder_stone', reason: 'no test exam is positive' }],
        labelSource: 'truth',
        promptBankVersion: '1+00000000',
        protocol: { negatives: 'both', resamples: 200 },
      },
      organLesions: { macro: { ...mean(), organs: builtInOrgans.length }, byOrgan, skipped: [] },
    }),
  );
  await file(
    'metrics.jsonl',
    lines(['pretrain', 'align'].flatMap((stage) => Array.from({ length: steps }, (_, index) => curve(stage, index)))),
  );
  await file(join('artifacts', 'evaluate', 'scores.jsonl'), lines(scores));
  await file(
    join('artifacts', 'align', 'checkpoint.json'),
    JSON.stringify({
      format: 1,
      trainer: 'contrastive',
      organs: [],
      seed: 7,
      steps,
      samples: steps * 64,
      parameters: 1_234_567,
    }),
  );
  await file(
    'failures.jsonl',
    lines([
      {
        stage: 'pair',
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
        code: 'TFM_NIFTI_TRUNCATED',
        message: '<script>alert(1)</script> is no voxel.',
        where: { exam: 'exam-0052' },
      },
    ]),
  );
}

const examOf = (index: number) => `exam-${String(index).padStart(4, '0')}`;
const patientOf = (index: number) => `patient-${String(index >> 1).padStart(4, '0')}`;

/** A ball of soft tissue with a bright spot, in fat, under lung: enough to see orientation and windows. */
export async function madeUpVolume(pairKey: string): Promise<OrganVolume> {
  const size: Triple = [48, 48, 32];
  const random = createRandom(pairKey);
  const hu = new Int16Array(size[0] * size[1] * size[2]);
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
