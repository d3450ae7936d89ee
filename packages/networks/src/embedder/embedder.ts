import {
  type DeviceName,
  type Embedder,
  type EmbedderOptions,
  type EngineName,
  type InputSpecs,
  type LoadedTextEncoder,
  type OrganVolume,
  type ParameterSpecs,
  type Tensors,
  type VisionEncoder,
} from '@totalfm/core';
import {
  batchedInference,
  createInference,
  fittingBatch,
  inferenceByRoom,
  l2Normalize,
  matchTensors,
  openInference,
  quantizeInt8,
  storeFloat16,
  traceInference,
  tracePortable,
  unprefixed,
  valuesOfSource,
  type FiledTensor,
  type Forward,
  type ParameterSource,
  type Roomed,
  type Row,
  type TracedProgram,
} from '@totalfm/compute';
import type { Tensor } from '@tensorflow/tfjs';

/** One half of the model, as both encoders show it. */
interface Encoder {
  readonly width: number;
  readonly parameters: ParameterSpecs;
  inputs(batch: number): InputSpecs;
  readonly notes?: Readonly<Record<string, string>>;
  embed(parameters: Tensors, inputs: Tensors): Tensor;
}

/** What a checkpoint holds, and where. */
interface Weights {
  readonly tensors: Readonly<Record<string, FiledTensor>>;
  readonly file: string;
}

/** Throws `TFM_CHECKPOINT_MISMATCH` where a checkpoint lacks parameters of the encoders, or has them in other shapes. */
export function checkParameters(
  encoders: Readonly<Record<'vision' | 'text', Pick<Encoder, 'parameters'>>>,
  { tensors, file }: Weights,
): void {
  for (const name of ['vision', 'text'] as const)
    matchTensors(encoders[name].parameters, unprefixed(`${name}/`, tensors), file);
}

/** The program of one encoder for one batch size: its inputs → `embedding`, [batch, width], rows of length 1. */
export function encoderProgram(
  name: 'vision' | 'text',
  encoder: Encoder,
  { tensors, file }: Weights,
  batch: number,
): Forward {
  const values: ParameterSource = matchTensors(encoder.parameters, unprefixed(`${name}/`, tensors), file);
  return {
    name,
    parameters: encoder.parameters,
    values,
    inputs: encoder.inputs(batch),
    run: (parameters: Tensors, inputs: Tensors) => ({ embedding: l2Normalize(encoder.embed(parameters, inputs)) }),
  };
}

/** One encoder as a file for whoever reads ONNX: any batch, standard operators, and what goes in described. */
export async function portableEncoder(
  name: 'vision' | 'text',
  encoder: Encoder,
  weights: Weights,
  { quantize = 'none', metadata }: EmbedderOptions & { readonly metadata?: Readonly<Record<string, string>> } = {},
): Promise<Uint8Array> {
  const program = await tracePortable({
    ...encoderProgram(name, encoder, weights, 1),
    inputs: (batch) => encoder.inputs(batch),
    metadata,
    about: `Embeds ${name === 'vision' ? 'organ volumes' : 'texts'}: the dot product of two embeddings, of a volume and a text or of any two, is their cosine.`,
    notes: { ...encoder.notes, embedding: `[batch, ${encoder.width}]: a vector of length 1 for each item.` },
  });
  return (await quantizedEncoder(program, quantize)).onnx;
}

/** Integers are for inside of the transformer's blocks. The stem sees HU, whose range is far wider than what matters in it. */
export const isWithinBlocks = (node: string) => /(^|\/)block\d+\//.test(node);

async function quantizedEncoder(program: TracedProgram, quantize: EmbedderOptions['quantize']): Promise<TracedProgram> {
  if (quantize === 'int8') return quantizeInt8(program, { quantizes: isWithinBlocks });
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
  const open = async (forward: Forward) => {
    if (quantize === 'none') return openInference(forward, { engine: engineName, threads, device });
    if (quantize === 'int8') return openInference(forward, { quantizes: isWithinBlocks, threads, device });
    const program = traceInference({ ...forward, values: await valuesOfSource(forward.values) });
    return createInference(storeFloat16(program), { threads, device });
  };
  const byRoom = <Item>(name: 'vision' | 'text') =>
    inferenceByRoom<Item, Encoder & Roomed<Item>>((encoder) =>
      batchedInference(
        (size) => open(encoderProgram(name, encoder, parts, size)),
        batch ?? fittingBatch(encoder.parameters),
      ),
    );
  const [volumeInference, textInference] = [byRoom<OrganVolume>('vision'), byRoom<string>('text')];
  const embeddings = (rows: readonly Row[]) => rows.map(({ embedding }) => embedding);
  return {
    width: vision.width,
    scale,
    bias,
    async embedVolumes(volumes: readonly OrganVolume[], signal) {
      const fitted = volumes.map((item) => ({ item, encoder: vision.fitting?.([item]) ?? vision }));
      return embeddings(await volumeInference.run(fitted, signal));
    },
    // Texts that come together have the room that the longest of them needs.
    async embedTexts(texts: readonly string[], signal) {
      const encoder = text.fitting?.(texts) ?? text;
      return embeddings(
        await textInference.run(
          texts.map((item) => ({ item, encoder })),
          signal,
        ),
      );
    },
    async dispose() {
      await volumeInference.dispose();
      await textInference.dispose();
    },
  };
}
