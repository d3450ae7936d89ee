import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { checkpointFiles, type CaseScore } from '@totalfm/core';
import { z } from 'zod';
import { runReportErrors } from './errors.ts';

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
const means = z.looseObject({ auroc: estimate.nullish(), ap: estimate.nullish(), f1: estimate.nullish() });
const target = z.looseObject({
  name: z.string().optional(),
  organ: z.string().optional(),
  grade: z.string().optional(),
  auroc: estimate,
  ap: estimate.optional(),
  f1: estimate.optional(),
  threshold: z.number().optional(),
  thresholdFrom: z.string().optional(),
  positives: z.number().optional(),
  negatives: z.number().optional(),
});
const evaluated = {
  macro: means.optional(),
  labelSource: z.string().optional(),
  promptBankVersion: z.string().optional(),
  protocol: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
};
const findings = z.looseObject({
  ...evaluated,
  byGrade: z.record(z.string(), means).default({}),
  byFinding: z.record(z.string(), target).default({}),
  skipped: z.array(z.object({ finding: z.string(), reason: z.string() })).default([]),
});
const organLesions = z.looseObject({
  ...evaluated,
  byOrgan: z.record(z.string(), target).default({}),
  skipped: z.array(z.object({ organ: z.string(), reason: z.string() })).default([]),
});
const metrics = z.looseObject({ findings: findings.optional(), organLesions: organLesions.optional() });
const score = z.object({
  exam: z.string(),
  patient: z.string(),
  pair: z.string().optional(),
  target: z.string(),
  score: z.number(),
  label: z.boolean(),
  predicted: z.boolean(),
});
const checkpoint = z.looseObject({
  trainer: z.string(),
  seed: z.number(),
  steps: z.number(),
  samples: z.number(),
  parameters: z.number(),
});
const metricLine = z.looseObject({ stage: z.string(), step: z.number() });
const failure = z.looseObject({
  stage: z.string().optional(),
  exam: z.string().optional(),
  code: z.string(),
  level: z.enum(['error', 'warning']).optional(),
  message: z.string().optional(),
  fix: z.string().optional(),
  where: z
    .looseObject({
      exam: z.string().optional(),
      stage: z.string().optional(),
      organ: z.string().optional(),
      file: z.string().optional(),
    })
    .optional(),
});
const anything = z.record(z.string(), z.unknown());

export type Means = z.infer<typeof means>;
export type TargetResult = z.infer<typeof target>;
export type FindingsResult = z.infer<typeof findings>;
export type OrganLesionsResult = z.infer<typeof organLesions>;
export type CheckpointFacts = z.infer<typeof checkpoint>;
export type MetricRecord = z.infer<typeof metricLine>;
export type FailureRecord = z.infer<typeof failure>;

/** Stages that train, in their order. */
export const trainingStages = ['pretrain', 'align', 'generate'] as const;

/** What the folder of a run says. Whatever file is missing is empty. */
export interface RunFiles {
  readonly dir: string;
  readonly name: string;
  /** `experiment.json`: the resolved experiment. */
  readonly experiment: Readonly<Record<string, unknown>>;
  /** `manifest.json`: versions, seeds, timings, memory. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** `metrics.json` */
  readonly findings?: FindingsResult;
  readonly organLesions?: OrganLesionsResult;
  /** `metrics.jsonl`, one line for each step of a stage. */
  readonly training: readonly MetricRecord[];
  /** `scores.jsonl`, of the run or of its evaluate artifact. */
  readonly scores: readonly CaseScore[];
  /** `failures.jsonl` */
  readonly failures: readonly FailureRecord[];
  /** `artifacts/STAGE/checkpoint.json` */
  readonly checkpoints: Readonly<Record<string, CheckpointFacts>>;
}

/** Reads the folder of a run. Throws `TFM_REPORT_NOT_A_RUN` and `TFM_REPORT_BAD_FILE`. */
export async function readRun(runDir: string): Promise<RunFiles> {
  const dir = resolve(runDir);
  const experiment = await readJson(join(dir, 'experiment.json'), anything);
  const results = await readJson(join(dir, 'metrics.json'), metrics);
  if (!experiment && !results) {
    throw runReportErrors.TFM_REPORT_NOT_A_RUN({
      file: dir,
      message: `${dir} holds neither experiment.json nor metrics.json.`,
      fix: 'Give the folder of a run, such as runs/NAME.',
    });
  }
  const checkpoints = await Promise.all(
    trainingStages.map(
      async (stage) =>
        [stage, await readJson(join(dir, 'artifacts', stage, checkpointFiles.manifest), checkpoint)] as const,
    ),
  );
  const ownScores = await readJsonLines(join(dir, 'scores.jsonl'), score);
  return {
    dir,
    name: typeof experiment?.name === 'string' ? experiment.name : basename(dir),
    experiment: experiment ?? {},
    manifest: (await readJson(join(dir, 'manifest.json'), anything)) ?? {},
    findings: results?.findings,
    organLesions: results?.organLesions,
    training: lastOfEachStep(await readJsonLines(join(dir, 'metrics.jsonl'), metricLine)),
    scores:
      ownScores.length > 0 ? ownScores : await readJsonLines(join(dir, 'artifacts', 'evaluate', 'scores.jsonl'), score),
    failures: await readJsonLines(join(dir, 'failures.jsonl'), failure),
    checkpoints: Object.fromEntries(checkpoints.flatMap(([stage, facts]) => (facts ? [[stage, facts] as const] : []))),
  };
}

/** A run that was stopped and resumed logs some steps twice. */
function lastOfEachStep(lines: readonly MetricRecord[]): MetricRecord[] {
  const byStep = new Map(lines.map((line) => [`${line.stage} ${line.step}`, line]));
  return [...byStep.values()].sort((a, b) => (a.stage === b.stage ? a.step - b.step : 0));
}

async function readJson<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema> | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : parse(text, schema, { file });
}

/** A last line without an end is what a killed process leaves: it is dropped. */
async function readJsonLines<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.infer<Schema>[]> {
  const text = (await readIfThere(file)) ?? '';
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, schema, { file, line: index + 1 })]));
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  where: { file: string; line?: number },
): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const what =
      cause instanceof z.ZodError
        ? `It is not as expected at ${cause.issues[0].path.join('.') || 'its top'}: ${cause.issues[0].message}.`
        : 'It is not JSON.';
    throw runReportErrors.TFM_REPORT_BAD_FILE({
      ...where,
      message: `The file cannot be read as part of a run. ${what}`,
      fix: 'Run the stage that wrote it again.',
      cause,
    });
  }
}
