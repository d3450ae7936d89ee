import * as ort from 'onnxruntime-node';
import type { LoadedLanguageModel, ParameterValues } from '@totalfm/core';
import { emptyTensor, floatTensor, type EngineTensor } from '../engine-tensors.ts';
import { computeErrors } from '../errors.ts';
import { createBakedSession } from '../checkpoint/baked-program.ts';
import { traceInference } from '../inference-program.ts';
import { quantizeInt8 } from '../quantize/int8.ts';
import { createSession, type Session, type SessionOptions } from '../session.ts';
import { readProgram, stepProgram, type DecoderProgram, type DecoderShape } from './decoder-programs.ts';
import { createKeyValueCache } from './key-value-cache.ts';

/** What a row reads before it writes: vectors in the place of tokens, then tokens. Either may be missing, not both. */
export interface Prompt {
  /** Row-major [count, width]. */
  readonly embeddings?: Float32Array;
  readonly ids?: readonly number[];
}

/** A language model that writes several sequences side by side, token by token. Its rows know nothing of one another. */
export interface Decoder {
  readonly model: LoadedLanguageModel;
  /** Sequences side by side. */
  readonly rows: number;
  /** Longest sequence, prompt included. */
  readonly slots: number;
  /** Tokens that a row holds. */
  length(row: number): number;
  /**
   * Empties a row and reads a prompt into it. Scores [vocabulary] of the token that follows; the array is the decoder's own and
   * changes with the next call. Throws `TFM_DECODE_CONTEXT` where it is too long, `TFM_DECODE_PROMPT` where it is none.
   */
  read(row: number, prompt: Prompt): Promise<Float32Array>;
  /**
   * Puts a token behind each row; `undefined` leaves a row as it is. Scores of what follows, row-major [rows, vocabulary], as
   * `read` gives them. Throws `TFM_DECODE_CONTEXT` where a row is full.
   */
  step(ids: readonly (number | undefined)[]): Promise<Float32Array>;
  /** Gives a row the content of another. */
  copy(from: number, row: number): void;
  dispose(): Promise<void>;
}

export interface DecoderOptions extends SessionOptions, Partial<DecoderShape> {
  readonly model: LoadedLanguageModel;
  readonly values: ParameterValues;
  /** Tokens of a prompt that are read at once. Default 64. */
  readonly chunk?: number;
  /** `int8`: products with the model's matrices are those of integers. Default `none`. */
  readonly quantize?: 'none' | 'int8';
}

/**
 * Compiles a language model into two programs with a key–value cache of fixed size: one reads `chunk` tokens of a prompt in one
 * row, one puts a token behind every row. The first reads parameters where they lie; the second has a copy of its own, laid out
 * for products with few rows. Throws `TFM_DECODE_CONTEXT` where the model cannot look so far.
 */
export async function createDecoder(options: DecoderOptions): Promise<Decoder> {
  const { model, rows = 1, slots = model.context, chunk = 64 } = options;
  if (slots > model.context)
    throw computeErrors.TFM_DECODE_CONTEXT({
      option: 'slots',
      message: `A decoder of ${slots} tokens is longer than the ${model.context} of its language model.`,
      fix: 'Make it with fewer slots, or use a model of a longer context.',
    });
  const shape = { rows, slots };
  const reader = await compile(readProgram(model, Math.min(chunk, slots), shape), options, false);
  const stepper = await compile(stepProgram(model, shape), options, true);
  return new CachedDecoder(model, shape, reader, stepper);
}

/** A program of a decoder with its parameters, and arrays of its own for what it gives. */
interface Compiled {
  readonly session: Session;
  readonly outputs: Readonly<Record<string, EngineTensor>>;
  run(inputs: Readonly<Record<string, EngineTensor>>): Promise<Float32Array>;
}

/** `baked`: parameters become constants, of which ONNX Runtime keeps a copy; otherwise they are read where they lie. */
async function compile(
  program: DecoderProgram,
  { values, quantize = 'none', ...options }: DecoderOptions,
  baked: boolean,
): Promise<Compiled> {
  const traced = traceInference({ ...program, endsAnswer: true });
  const shared = !baked && quantize === 'none';
  const session = shared
    ? await createSession(traced, options)
    : await createBakedSession(
        quantize === 'int8' ? await quantizeInt8(traced, { parameters: values }) : traced,
        values,
        options,
      );
  const parameters = shared
    ? Object.fromEntries(
        Object.entries(program.parameters).map(([name, { shape }]) => [name, floatTensor(values[name], shape)]),
      )
    : {};
  const outputs = Object.fromEntries(traced.outputs.map((value) => [value.name, emptyTensor(value)]));
  return {
    session,
    outputs,
    async run(inputs) {
      await session.runInto({ ...parameters, ...inputs }, outputs);
      return outputs.logits.data as Float32Array;
    },
  };
}

class CachedDecoder implements Decoder {
  readonly rows: number;
  readonly slots: number;
  private readonly lengths: Int32Array;
  private readonly ids: Int32Array;
  private readonly cache;

  constructor(
    readonly model: LoadedLanguageModel,
    shape: DecoderShape,
    private readonly reader: Compiled,
    private readonly stepper: Compiled,
  ) {
    this.rows = shape.rows;
    this.slots = shape.slots;
    this.lengths = new Int32Array(shape.rows);
    this.ids = new Int32Array(shape.rows);
    this.cache = createKeyValueCache(model.cache, shape);
  }

  length(row: number): number {
    return this.lengths[row];
  }

  async read(row: number, { embeddings = new Float32Array(0), ids = [] }: Prompt): Promise<Float32Array> {
    const { width } = this.model;
    const vectors = embeddings.length / width;
    const count = vectors + ids.length;
    if (count === 0 || !Number.isInteger(vectors))
      throw computeErrors.TFM_DECODE_PROMPT({
        message: `A prompt has ${embeddings.length} numbers of embeddings and ${ids.length} tokens; it needs whole vectors of ${width}, or a token.`,
        fix: 'Begin with the token that begins a text, or with embeddings of the model’s width.',
      });
    this.checkRoom(count);
    this.lengths[row] = 0;
    const [, tokens] = this.reader.session.program.inputs.find(({ name }) => name === 'ids')?.shape ?? [];
    let logits = new Float32Array(0);
    for (let from = 0; from < count; from += tokens) {
      const part = Math.min(tokens, count - from);
      logits = (await this.reader.run({
        ...packPart({ embeddings, ids, vectors, width }, { from, part, tokens }),
        lengths: ints(Int32Array.of(from)),
        ...this.cache.row(row),
      })) as Float32Array<ArrayBuffer>;
      this.cache.write(this.reader.outputs, { from: 0, count: part, row, slot: from });
    }
    this.lengths[row] = count;
    return logits;
  }

  async step(ids: readonly (number | undefined)[]): Promise<Float32Array> {
    ids.forEach((id, row) => {
      if (id !== undefined) this.checkRoom(this.lengths[row] + 1);
      this.ids[row] = id ?? this.model.tokenizer.padding;
    });
    const logits = await this.stepper.run({ ids: ints(this.ids), lengths: ints(this.lengths), ...this.cache.all });
    ids.forEach((id, row) => {
      if (id === undefined) return;
      this.cache.write(this.stepper.outputs, { from: row, count: 1, row, slot: this.lengths[row] });
      this.lengths[row]++;
    });
    return logits;
  }

  copy(from: number, row: number): void {
    if (from === row) return;
    this.cache.copy(from, row, this.lengths[from]);
    this.lengths[row] = this.lengths[from];
  }

  async dispose(): Promise<void> {
    await this.reader.session.dispose();
    await this.stepper.session.dispose();
  }

  private checkRoom(tokens: number): void {
    if (tokens <= this.slots) return;
    throw computeErrors.TFM_DECODE_CONTEXT({
      message: `A sequence of ${tokens} tokens does not fit into the ${this.slots} of the decoder.`,
      fix: 'Shorten the prompt, write fewer tokens, or make the decoder with more slots, up to the model’s context.',
    });
  }
}

interface WholePrompt {
  readonly embeddings: Float32Array;
  readonly ids: readonly number[];
  readonly vectors: number;
  readonly width: number;
}

/** The inputs of one part of a prompt; behind its end they are filled up with anything. */
function packPart(
  { embeddings, ids, vectors, width }: WholePrompt,
  { from, part, tokens }: { readonly from: number; readonly part: number; readonly tokens: number },
): Record<string, EngineTensor> {
  const packed = {
    ids: new Int32Array(tokens),
    embeddings: new Float32Array(tokens * width),
    given: new Float32Array(tokens),
  };
  for (let token = 0; token < part; token++) {
    const place = from + token;
    if (place >= vectors) packed.ids[token] = ids[place - vectors];
    else {
      packed.given[token] = 1;
      packed.embeddings.set(embeddings.subarray(place * width, (place + 1) * width), token * width);
    }
  }
  return {
    ids: new ort.Tensor('int32', packed.ids, [1, tokens]),
    embeddings: floatTensor(packed.embeddings, [1, tokens, width]),
    given: floatTensor(packed.given, [1, tokens, 1]),
    last: ints(Int32Array.of(part - 1)),
  };
}

const ints = (values: Int32Array): EngineTensor => new ort.Tensor('int32', values, [values.length]);
