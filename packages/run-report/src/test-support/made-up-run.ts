import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  builtInOrgans,
  createRandom,
  type CaseScore,
  type EvaluationResult,
  type MeanResult,
  type Measure,
  type OrganVolume,
  type TargetResult,
  type Triple,
} from '@totalfm/core';
import {
  checkpointFormat,
  metricsOf,
  runJson,
  runLines,
  runMetrics,
  scoreLine,
  scoreLinesOf,
} from '@totalfm/run-format';
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
  const drawn = resamplePatients(
    Array.from({ length: exams }, (_, index) => patientOf(index)),
    200,
    1,
  );
  const scores: CaseScore[] = [];
  const targets = findings.map(({ id, name, organ, grade }): TargetResult => {
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
      estimateOf(statistic(ranking), resampleStatistic(statistic, ranking, drawn))!;
    return {
      id,
      name,
      group: organ,
      grade,
      measures: { auroc: estimate(auroc), ap: estimate(averagePrecision), f1: estimate(f1) },
      threshold,
      thresholdFrom: 'validation',
      ...support(ranking),
    };
  });
  const results = [
    findingsResult(targets, scores),
    organLesionsResult(targets, scores),
    lesionSizesResult(exams, handicap),
  ];
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
    }),
  );
  await file(
    'manifest.json',
    JSON.stringify({
      format: 1,
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
    }),
  );
  await file('metrics.json', runJson(metricsOf(results), runMetrics, 'metrics.json'));
  await file('scores.jsonl', runLines(scoreLinesOf(results), scoreLine, 'scores.jsonl'));
  await file(
    'metrics.jsonl',
    lines(['pretrain', 'align'].flatMap((stage) => Array.from({ length: steps }, (_, index) => curve(stage, index)))),
  );
  await file(
    join('artifacts', 'align', 'checkpoint.json'),
    JSON.stringify({
      format: checkpointFormat,
      trainer: 'contrastive',
      scale: 20,
      bias: 0,
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
    ]),
  );
}

const estimate = (value: number) => ({ value, low: value - 0.02, high: value + 0.02 });

/** What the findings evaluator would say of these targets. */
function findingsResult(targets: readonly TargetResult[], scores: readonly CaseScore[]): EvaluationResult {
  const mean = (name: string, grade?: string): MeanResult => {
    const some = targets.filter((one) => !grade || one.grade === grade);
    const auroc = estimate(meanOfDefined(some.map(({ measures }) => measures.auroc.value)));
    return { name, grade, measures: { auroc }, targets: some.map(({ id }) => id) };
  };
  return {
    key: 'findings',
    title: 'Findings',
    description: 'Zero-shot classification of findings.',
    unit: 'finding',
    measures: binary,
    primary: 'auroc',
    targets,
    means: [mean('macro'), ...['whole-organ', 'focal', 'tiny'].map((grade) => mean(grade, grade))],
    skipped: [{ target: 'bladder_stone', reason: 'no test exam is positive' }],
    details: { labelSource: 'truth', protocol: { negatives: 'both', resamples: 200 } },
    scores,
  };
}

const binary: readonly Measure[] = [
  { id: 'auroc', title: 'AUROC', better: 'higher', range: [0, 1], chance: 0.5, statistic: 'auroc' },
  { id: 'ap', title: 'AP', better: 'higher', range: [0, 1], chance: 'prevalence', statistic: 'average-precision' },
  { id: 'f1', title: 'F1', better: 'higher', range: [0, 1], statistic: 'f1' },
];

/** Each organ's first finding in the place of its lesions. */
function organLesionsResult(findings: readonly TargetResult[], scores: readonly CaseScore[]): EvaluationResult {
  const organs = builtInOrgans.map(({ organ, name, findings: [{ id }] }) => ({ organ, name, finding: id }));
  const targets = organs.map(({ organ, name, finding }): TargetResult => {
    const { measures, positives, negatives } = findings.find(({ id }) => id === finding)!;
    return { id: organ, name, measures, positives, negatives };
  });
  const auroc = estimate(meanOfDefined(targets.map(({ measures }) => measures.auroc.value)));
  return {
    key: 'organLesions',
    title: 'Organ lesions',
    description: 'Zero-shot detection of any lesion in an organ.',
    unit: 'organ',
    measures: binary,
    primary: 'auroc',
    targets,
    means: [{ name: 'macro', measures: { auroc }, targets: targets.map(({ id }) => id) }],
    skipped: [],
    details: {},
    scores: organs.flatMap(({ organ, finding }) =>
      scores.filter(({ target }) => target === finding).map((score) => ({ ...score, target: organ })),
    ),
  };
}

/** An evaluator of somebody's plugin: another unit, an error in millimetres, cases without a class, one measure of no case. */
function lesionSizesResult(exams: number, handicap: number): EvaluationResult {
  const noise = createRandom(`sizes ${handicap}`);
  const sizes = ['upper body', 'lower body'].map((name) => {
    const errors = Array.from({ length: exams }, () => 4 + 3 * handicap + Math.abs(noise.normal()));
    const mm = meanOfDefined(errors);
    const measures = { error: { value: mm, low: mm - 0.4, high: mm + 0.4 }, slope: estimate(0.9) };
    return { name, errors, measures };
  });
  const error = estimate(meanOfDefined(sizes.map(({ measures }) => measures.error.value)));
  return {
    key: 'lesionSizes',
    title: 'Lesion sizes',
    description: 'How far sizes in millimetres are from those that were measured.',
    unit: 'body',
    measures: [
      { id: 'slope', title: 'Slope', better: 'higher' },
      { id: 'error', title: 'Error in mm', better: 'lower', statistic: 'mean' },
    ],
    primary: 'error',
    targets: sizes.map(({ name, measures }) => ({ id: name, name, measures })),
    means: [{ name: 'macro', measures: { error, slope: null }, targets: sizes.map(({ name }) => name) }],
    skipped: [],
    details: { ruler: 'callipers' },
    scores: sizes.flatMap(({ name, errors }) =>
      errors.map((score, index) => ({ exam: examOf(index), patient: patientOf(index), target: name, score })),
    ),
  };
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
