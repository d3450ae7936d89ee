import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DeviceName,
  type EngineName,
  type Feeds,
  type ParameterValues,
  throwIfAborted,
  type PretrainParts,
  type SiteExchange,
  type TrainingPlace,
  writeFileWhole,
} from '@totalfm/core';
import {
  checkpointFiles,
  checkpointFormat,
  checkpointManifest,
  runJson,
  type CheckpointManifest,
} from '@totalfm/run-format';
import { namedTensors } from '../checkpoint/safetensors.ts';
import { writeTensorFiles } from '../checkpoint/tensor-files.ts';
import { initialValues, parameterCount } from '../train/initial-values.ts';
import { warmupCosine } from '../train/schedule.ts';
import type { StepDefinition } from '../train/training-program.ts';
import { createTrainingRun } from '../train/training-run.ts';
import { openMeeting } from './site-meeting.ts';

export interface Schedule {
  readonly steps: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly saveEvery: number;
  readonly threads: number;
  readonly engine?: EngineName;
  readonly device?: DeviceName;
  readonly recompute?: boolean;
}

/** What is trained, how long, and on what. */
export interface Training {
  readonly definition: StepDefinition;
  readonly schedule: Schedule;
  /** The batch of a step, or its micro-batches: `accumulate` of them, of as many items each. */
  readonly batch: (step: number) => Promise<Feeds | readonly Feeds[]>;
  /** Default 1: micro-batches whose gradients are averaged in a step. */
  readonly accumulate?: number;
  /** Default 1: parts that a batch is worked on in, whose items the loss compares. */
  readonly parts?: number;
  /** Parameters to start from. */
  readonly from?: ParameterValues;
  /** Other sites that learn the same from data of their own, and what this one's share is measured by. */
  readonly sites?: {
    readonly exchange: SiteExchange;
    readonly weight: number;
    /** Batches of exams that nobody learns from; empty: sites are told of no loss on them. */
    readonly validation?: () => Promise<readonly Feeds[]>;
  };
  /** Its end is saved as well: more is done in the same stage, and a kill there must not train it again. */
  readonly savesEnd?: true;
}

/**
 * Runs the steps of one stage: a batch is drawn from the step's own generator, so that a resumed run draws what an
 * unbroken one would have; state is saved every `saveEvery` steps; metrics go to the sink under the definition's name.
 */
export async function runSteps(
  context: TrainingPlace,
  { definition, schedule, batch, accumulate, parts, from, sites, savesEnd }: Training,
): Promise<ParameterValues> {
  const { steps, learningRate, warmup, saveEvery, threads, engine, device, recompute } = schedule;
  await mkdir(context.workDir, { recursive: true });
  const { seed, workDir, signal } = context;
  const joined = await sites?.exchange.join({
    ...{ stage: definition.name, steps, weight: sites.weight, workDir, signal },
    values: { ...initialValues(definition.parameters, seed), ...from },
  });
  const meeting =
    sites && joined && (await openMeeting(joined, { ...sites, definition, schedule, cache: context.cacheDir }));
  const run = await createTrainingRun({
    definition: { ...definition, recompute },
    seed: context.seed,
    threads,
    engine,
    device,
    onFallback: (message) => context.progress.warn(message),
    accumulate,
    parts,
    from: joined?.start ?? from,
    resumeFrom: context.workDir,
    cache: context.cacheDir,
  });
  try {
    let next = run.step < steps ? batch(run.step) : undefined;
    while (run.step < steps) {
      throwIfAborted(context.signal);
      const step = run.step;
      const feeds = [(await next) as Feeds | readonly Feeds[]].flat();
      const rate = warmupCosine(step, { peak: learningRate, warmupSteps: warmup, totalSteps: steps });
      // The next batch is read while ONNX Runtime works on this one.
      const training = run.train(feeds, rate);
      next = step + 1 < steps ? batch(step + 1) : undefined;
      next?.catch(() => {});
      const metrics = await training;
      context.metrics.log({ stage: definition.name, step: run.step, learningRate: rate, ...metrics });
      context.progress.update(run.step, steps, `loss ${metrics.loss.toFixed(3)}`);
      meeting?.note(metrics.loss);
      const isExchanged = sites && (run.step % sites.exchange.every === 0 || run.step === steps);
      if (isExchanged && meeting) await run.replace(await meeting.exchange(run.step, await run.parameters()));
      const isDue = run.step < steps ? run.step % saveEvery === 0 : savesEnd;
      if (isDue || isExchanged) await run.save(context.workDir);
    }
    return await run.parameters();
  } finally {
    await meeting?.close();
    await run.dispose();
  }
}

/** Writes the finished checkpoint. */
export async function writeCheckpoint(
  context: TrainingPlace & Pick<PretrainParts, 'anatomy'>,
  {
    trainer,
    definition,
    values,
    steps,
    samples,
    vocabulary,
    head,
  }: {
    trainer: string;
    definition: Pick<StepDefinition, 'parameters'>;
    values: ParameterValues;
    steps: number;
    samples: number;
    vocabulary?: Uint8Array;
    /** What `logit = scale · cosine + bias` has become; a pretrained encoder has no such head. */
    head?: { readonly scale: number; readonly bias: number };
  },
): Promise<void> {
  const manifest: CheckpointManifest = {
    format: checkpointFormat,
    trainer,
    organs: context.anatomy.organs.map(({ organ }) => organ),
    seed: context.seed,
    steps,
    samples,
    parameters: parameterCount(definition.parameters),
    ...head,
  };
  await mkdir(context.outDir, { recursive: true });
  const tensors = namedTensors(definition.parameters, values);
  await writeTensorFiles(join(context.outDir, checkpointFiles.model), tensors);
  if (vocabulary) await writeFileWhole(join(context.outDir, checkpointFiles.vocabulary), vocabulary);
  const file = join(context.outDir, checkpointFiles.manifest);
  await writeFileWhole(file, runJson(manifest, checkpointManifest, file));
}
