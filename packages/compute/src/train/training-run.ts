import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Feeds, ParameterValues } from '@totalfm/core';
import { writeFileAtomic } from '../checkpoint/atomic-write.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../checkpoint/safetensors.ts';
import { computeErrors } from '../errors.ts';
import { createSession, floatTensor, scalarTensor, toTensors, type EngineTensor, type Session } from '../session.ts';
import { initialValues } from './initial-values.ts';
import { GRADIENT, MEAN, NEXT, PARAMETER, SQUARE, traceGradients, traceStep, traceUpdate, type StepDefinition } from './training-program.ts';

/** Scalars that a step reports: `loss`, `gradientNorm` and what the loss function returns. */
export type StepMetrics = Readonly<Record<string, number>>;

/** Parameters and optimiser state that are being trained. They stay in ONNX Runtime from step to step. */
export interface TrainingRun {
  /** Steps done. */
  readonly step: number;
  /** One step on one batch, or on micro-batches whose gradients are averaged. Throws `TFM_LOSS_NOT_FINITE`. */
  train(batches: readonly Feeds[], learningRate: number): Promise<StepMetrics>;
  parameters(): ParameterValues;
  /** Writes parameters, optimiser state and step count into one file, whole or not at all. */
  save(dir: string): Promise<void>;
  dispose(): Promise<void>;
}

const STATE_FILE = 'training-state.safetensors';

export interface TrainingRunOptions {
  readonly definition: StepDefinition;
  readonly seed: number;
  readonly threads?: number;
  /** Micro-batches a step. */
  readonly accumulate?: number;
  /** Values that replace the initial ones, by name. */
  readonly from?: ParameterValues;
  /** Folder of a state that `save` wrote; a folder without one starts anew. */
  readonly resumeFrom?: string;
}

export async function createTrainingRun({ definition, seed, threads, accumulate = 1, from = {}, resumeFrom }: TrainingRunOptions): Promise<TrainingRun> {
  const names = Object.keys(definition.parameters);
  const saved = resumeFrom === undefined ? undefined : await readState(join(resumeFrom, STATE_FILE));
  const state = saved ? restore(definition, saved.tensors, resumeFrom as string) : fresh(definition, { ...initialValues(definition.parameters, seed), ...from });
  let step = saved ? Number(saved.metadata.step) : 0;
  const sessions: Session[] = accumulate === 1
    ? [await createSession(traceStep(definition), { threads })]
    : [await createSession(traceGradients(definition, accumulate), { threads }), await createSession(traceUpdate(definition), { threads })];

  const parameterState = () => Object.fromEntries(names.map((name) => [PARAMETER + name, state[PARAMETER + name]]));
  const take = (outputs: Record<string, EngineTensor>) => {
    const metrics: Record<string, number> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (name.startsWith(NEXT)) state[name.slice(NEXT.length)] = tensor;
      else metrics[name] = Number(tensor.data[0]);
    }
    return metrics;
  };
  const checkFinite = (metrics: StepMetrics, gradient = metrics.gradientNorm) => {
    if (Number.isFinite(metrics.loss) && Number.isFinite(gradient)) return;
    throw computeErrors.TFM_LOSS_NOT_FINITE({
      stage: definition.name,
      message: `At step ${step + 1} the loss is ${metrics.loss} and the gradient norm ${gradient}.`,
      fix: 'Use a lower learning rate or a smaller clipNorm; the state before this step is kept.',
    });
  };

  return {
    get step() { return step; },
    async train(batches, learningRate) {
      const scalars = {
        learningRate: scalarTensor(learningRate),
        correction1: scalarTensor(1 / (1 - definition.optimizer.beta1 ** (step + 1))),
        correction2: scalarTensor(1 / (1 - definition.optimizer.beta2 ** (step + 1))),
      };
      let metrics: Record<string, number>;
      if (accumulate === 1) {
        const outputs = await sessions[0].run({ ...state, ...scalars, ...toTensors(sessions[0].program, batches[0]) });
        checkFinite({ loss: Number(outputs.loss.data[0]), gradientNorm: Number(outputs.gradientNorm.data[0]) });
        metrics = take(outputs);
      } else {
        let gradients: Record<string, EngineTensor> = zeros(definition, GRADIENT);
        const losses: number[] = [];
        metrics = {};
        for (const batch of batches) {
          const outputs = await sessions[0].run({ ...parameterState(), ...gradients, ...toTensors(sessions[0].program, batch) });
          losses.push(Number(outputs.loss.data[0]));
          gradients = Object.fromEntries(names.map((name) => [GRADIENT + name, outputs[NEXT + GRADIENT + name]]));
        }
        metrics.loss = losses.reduce((a, b) => a + b, 0) / losses.length;
        const outputs = await sessions[1].run({ ...state, ...scalars, ...gradients });
        checkFinite(metrics, Number(outputs.gradientNorm.data[0]));
        Object.assign(metrics, take(outputs));
      }
      step++;
      return metrics;
    },
    parameters: () => Object.fromEntries(names.map((name) => [name, state[PARAMETER + name].data as Float32Array])),
    save: (dir) =>
      writeFileAtomic(join(dir, STATE_FILE), encodeSafetensors(Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, { shape: tensor.dims, data: tensor.data as Float32Array }])), { step: String(step) })),
    dispose: async () => {
      for (const session of sessions) await session.dispose();
    },
  };
}

function zeros({ parameters }: StepDefinition, prefix: string): Record<string, EngineTensor> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [prefix + name, floatTensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)]));
}

function fresh(definition: StepDefinition, values: ParameterValues): Record<string, EngineTensor> {
  const parameters = Object.entries(definition.parameters).map(([name, { shape }]) => [PARAMETER + name, floatTensor(values[name].slice(), shape)] as const);
  return { ...Object.fromEntries(parameters), ...zeros(definition, MEAN), ...zeros(definition, SQUARE) };
}

async function readState(file: string) {
  try {
    await access(file);
  } catch {
    return undefined;
  }
  return decodeSafetensors(await readFile(file), file);
}

function restore({ parameters }: StepDefinition, tensors: Record<string, NamedTensor>, dir: string): Record<string, EngineTensor> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { shape }]) =>
      [PARAMETER, MEAN, SQUARE].map((prefix) => {
        const tensor = matching(tensors, prefix + name, shape, join(dir, STATE_FILE));
        return [prefix + name, floatTensor(tensor, shape)];
      })),
  );
}

function matching(tensors: Record<string, NamedTensor>, name: string, shape: readonly number[], file: string): Float32Array {
  const tensor = tensors[name];
  if (tensor && tensor.shape.join() === shape.join()) return tensor.data;
  throw computeErrors.TFM_CHECKPOINT_MISMATCH({
    file,
    message: tensor ? `The checkpoint holds ${name} as [${tensor.shape.join(', ')}]; the model needs [${shape.join(', ')}].` : `The checkpoint has no ${name}.`,
    fix: 'Use the experiment that trained the checkpoint (it is saved beside the run), or train again.',
  });
}

/** Values of every spec from a safetensors file; throws where one lacks or has another shape. */
export function matchParameters(specs: StepDefinition['parameters'], tensors: Record<string, NamedTensor>, file: string): ParameterValues {
  return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, matching(tensors, name, shape, file)]));
}
