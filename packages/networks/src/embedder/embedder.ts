import type {
  DeviceName,
  Embedder,
  EmbedderOptions,
  EngineName,
  Feeds,
  InputSpecs,
  LoadedTextEncoder,
  OrganVolume,
  ParameterSpecs,
  ParameterValues,
  Tensors,
  VisionEncoder,
} from '@totalfm/core';
import { throwIfAborted } from '@totalfm/core';
import {
  createInference,
  l2Normalize,
  matchParameters,
  openInference,
  quantizeInt8,
  storeFloat16,
  traceInference,
  unprefixed,
  type Inference,
  type NamedTensor,
  type TracedProgram,
} from '@totalfm/compute';
import type { Tensor } from '@tensorflow/tfjs';
import { batchSizes, fittingBatch } from './batch-sizes.ts';

/** One half of the model, as both encoders show it. */
interface Encoder {
  readonly width: number;
  readonly parameters: ParameterSpecs;
  inputs(batch: number): InputSpecs;
  embed(parameters: Tensors, inputs: Tensors): Tensor;
}

/** What a checkpoint holds, and where. */
interface Weights {
  readonly tensors: Record<string, NamedTensor>;
  readonly file: string;
}

/** Throws `TFM_CHECKPOINT_MISMATCH` where a checkpoint lacks parameters of the encoders, or has them in other shapes. */
export function checkParameters(
  encoders: Readonly<Record<'vision' | 'text', Pick<Encoder, 'parameters'>>>,
  { tensors, file }: Weights,
): void {
  for (const name of ['vision', 'text'] as const)
    matchParameters(encoders[name].parameters, unprefixed(`${name}/`, tensors), file);
}

/** The program of one encoder for one batch size: its inputs → `embedding`, [batch, width], rows of length 1. */
export function encoderProgram(name: 'vision' | 'text', encoder: Encoder, { tensors, file }: Weights, batch: number) {
  const values: ParameterValues = matchParameters(encoder.parameters, unprefixed(`${name}/`, tensors), file);
  return {
    name,
    parameters: encoder.parameters,
    values,
    inputs: encoder.inputs(batch),
    run: (parameters: Tensors, inputs: Tensors) => ({ embedding: l2Normalize(encoder.embed(parameters, inputs)) }),
  };
}

/** Integers are for inside of the transformer's blocks. The stem sees HU, whose range is far wider than what matters in it. */
export function quantizedEncoder(program: TracedProgram, quantize: EmbedderOptions['quantize']): TracedProgram {
  if (quantize === 'int8') return quantizeInt8(program, { quantizes: (node) => /(^|\/)block\d+\//.test(node) });
  return quantize === 'float16' ? storeFloat16(program) : program;
}

/** What an embedder is made of: the encoders of the experiment with the parameters and the head of a checkpoint. */
export interface EmbedderParts extends Weights {
  readonly vision: VisionEncoder;
  readonly text: LoadedTextEncoder;
  readonly scale: number;
  readonly bias: number;
  /** Most volumes or texts a run; by default what fits the encoder. */
  readonly batch?: number;
  readonly threads?: number;
  readonly engine?: EngineName;
  readonly device?: DeviceName;
  readonly quantize?: EmbedderOptions['quantize'];
}

export function createEmbedder(parts: EmbedderParts): Embedder {
  const { vision, text, scale, bias, batch, threads, engine: engineName, device, quantize = 'none' } = parts;
  const open = (program: ReturnType<typeof encoderProgram>) =>
    quantize === 'none'
      ? openInference(program, { engine: engineName, threads, device })
      : createInference(quantizedEncoder(traceInference(program), quantize), { threads, device });
  const engines = new Map<string, Promise<Inference>>();
  const engine = (name: 'vision' | 'text', encoder: Encoder, size: number) => {
    const key = `${name}/${JSON.stringify(encoder.inputs(size))}`;
    const known = engines.get(key) ?? open(encoderProgram(name, encoder, parts, size));
    engines.set(key, known);
    return known;
  };
  const embedAll = async <T>(
    name: 'vision' | 'text',
    items: readonly T[],
    encoderOf: (part: readonly T[]) => Encoder & { feeds(part: readonly T[]): Feeds },
    signal?: AbortSignal,
  ) => {
    const { width, parameters } = name === 'vision' ? vision : text;
    const vectors: Float32Array[] = [];
    for (const size of batchSizes(items.length, batch ?? fittingBatch(parameters))) {
      throwIfAborted(signal);
      const part = items.slice(vectors.length, vectors.length + size);
      const encoder = encoderOf(part);
      const { embedding } = await (await engine(name, encoder, size)).run(encoder.feeds(part));
      for (let row = 0; row < size; row++) vectors.push(embedding.slice(row * width, (row + 1) * width));
    }
    return vectors;
  };
  return {
    width: vision.width,
    scale,
    bias,
    embedVolumes: (volumes: readonly OrganVolume[], signal) => embedAll('vision', volumes, () => vision, signal),
    embedTexts: (texts: readonly string[], signal) =>
      embedAll('text', texts, (part) => text.fitting?.(part) ?? text, signal),
    async dispose() {
      for (const inference of engines.values()) await (await inference).dispose();
      engines.clear();
    },
  };
}
