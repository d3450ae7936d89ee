import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { createDecoder, createSession, floatTensor, traceInference } from '@totalfm/compute';
import type { LlamaConfig } from '../llama/config.ts';
import { benchModel, halfBillion, type BenchModel } from './models.ts';

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

export interface LargeOptions {
  readonly config?: LlamaConfig;
  readonly threads?: number;
  readonly rounds?: number;
  readonly quantize?: 'none' | 'int8';
}

/**
 * One-token steps of a model of Qwen2.5-0.5B's shape against the time that it takes to read its weights once (their largest
 * values, by as many threads), and against transformers on float32, round by round: all see the same machine.
 */
export async function measureLarge({
  config = halfBillion,
  threads = 2,
  rounds = 8,
  quantize = 'none',
}: LargeOptions = {}) {
  const bench = benchModel(config);
  const { model, values } = bench;
  const decoder = await createDecoder({ model, values, threads, quantize, slots: 256, chunk: 32 });
  await decoder.read(0, { ids: Array.from({ length: 32 }, (_, token) => token * 7) });
  const reading = await createReading(bench, threads);
  const theirs = startTransformers(config, threads);
  const times: [ours: number, limit: number, theirs: number | undefined][] = [];
  for (let round = 0; round < rounds + 2; round++) {
    const ours: number[] = [];
    for (let step = 0; step < 4; step++) ours.push(await timed(() => decoder.step([round])));
    const limit = [await timed(reading.run), await timed(reading.run), await timed(reading.run)];
    times.push([median(ours), median(limit), await theirs?.step()]);
  }
  theirs?.end();
  await reading.dispose();
  await decoder.dispose();
  const kept = times.slice(2);
  const bytes = Object.values(values).reduce((total, { byteLength }) => total + byteLength, 0);
  return {
    parameters: bytes / 4,
    threads,
    quantize,
    stepMilliseconds: median(kept.map(([ours]) => ours)),
    readMilliseconds: median(kept.map(([, limit]) => limit)),
    gigabytesPerSecond: median(kept.map(([, limit]) => bytes / limit / 1e6)),
    /** 1: a step takes as long as reading the float32 weights. */
    ofLimit: median(kept.map(([ours, limit]) => limit / ours)),
    ...(theirs
      ? {
          transformersMilliseconds: median(kept.map(([, , they]) => they as number)),
          ofTransformers: median(kept.map(([ours, , they]) => (they as number) / ours)),
        }
      : { transformers: 'skipped: set TOTALFM_TRANSFORMERS_PYTHON to a Python that has it' }),
  };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Reads every matrix once and gives its largest value. */
async function createReading({ model, values }: BenchModel, threads: number) {
  const matrices = Object.fromEntries(Object.entries(model.parameters).filter(([, { shape }]) => shape.length === 2));
  const program = traceInference({
    name: 'reading',
    parameters: matrices,
    inputs: {},
    run: (p) => Object.fromEntries(Object.keys(matrices).map((name) => [`largest/${name}`, tf.max(p[name])])),
  });
  const session = await createSession(program, { threads });
  const inputs = Object.fromEntries(
    Object.entries(matrices).map(([name, { shape }]) => [name, floatTensor(values[name], shape)]),
  );
  return { run: () => session.run(inputs), dispose: () => session.dispose() };
}

function startTransformers(config: LlamaConfig, threads: number) {
  const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;
  if (!python) return undefined;
  const script = fileURLToPath(new URL('../../bench/transformers_step.py', import.meta.url));
  const shape = JSON.stringify({
    vocab_size: config.vocabulary,
    hidden_size: config.dim,
    intermediate_size: config.hidden,
    num_hidden_layers: config.layers.length,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    tie_word_embeddings: config.tied,
  });
  const child = spawn(python, [script, shape, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async step(): Promise<number> {
      child.stdin.write('step\n');
      return JSON.parse(String((await lines.next()).value)) as number;
    },
    end: () => child.stdin.end(),
  };
}
