import { fromBinary } from '@bufbuild/protobuf';
import * as tf from '@tensorflow/tfjs';
import { createRandom, type InputSpecs, type Tensors } from '@totalfm/core';
import { ModelProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createInference, traceInference } from '../inference-program.ts';
import { embeddingLookup } from '../ops/embedding-lookup.ts';
import { l2Normalize } from '../ops/l2-normalize.ts';
import { transformer, transformerSpecs } from '../ops/transformer-block.ts';
import { initialValues } from '../train/initial-values.ts';
import { tracePortable } from './portable-program.ts';

beforeAll(() => tf.setBackend('cpu'));

const shape = { dim: 12, depth: 2, heads: 3 };
const tokens = 6;

/** A text encoder in small: what a trace does with shapes (masks, expanded zeros, slices, transposes) is all in it. */
const encoder = {
  name: 'portable',
  parameters: {
    ...transformerSpecs('', shape),
    table: { shape: [9, shape.dim], initial: { normal: 1 }, decay: true },
  },
  inputs: (batch: number): InputSpecs => ({ ids: { shape: [batch, tokens], dtype: 'int32' } }),
  run(p: Tensors, { ids }: Tensors): Tensors {
    const [batch] = ids.shape;
    const mask = tf.cast(tf.notEqual(ids, tf.scalar(0, 'int32')), 'float32');
    const bias = tf.reshape(tf.mul(tf.sub(mask, 1), 60), [batch, 1, 1, tokens]);
    const first = tf.add(tf.zeros([batch, 1, shape.dim]), 0.5);
    const words = tf.slice(embeddingLookup(p.table, ids), [0, 1, 0], [batch, tokens - 1, shape.dim]);
    const encoded = transformer(p, '', tf.concat([first, words], 1), { ...shape, bias });
    return { embedding: l2Normalize(tf.mean(encoded, 1)) };
  },
};
const values = initialValues(encoder.parameters, 4);
const notes = { ids: 'Ids below 9; 0 is the padding.', embedding: 'Of length 1.' };

const drawn = (batch: number) => {
  const random = createRandom(batch);
  return Int32Array.from({ length: batch * tokens }, () => random.integer(9));
};

describe('a program for whoever reads ONNX', () => {
  it('has standard operators only, and says what goes in', async () => {
    const { onnx } = await tracePortable({ ...encoder, values, notes, about: 'Small.', metadata: { made: 'here' } });
    const { graph, opsetImport, metadataProps, docString } = fromBinary(ModelProtoSchema, onnx);
    expect(opsetImport.map(({ domain, version }) => [domain, Number(version)])).toEqual([['', 17]]);
    expect(graph?.node.filter(({ domain }) => domain !== '')).toEqual([]);
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([['made', 'here']]);
    expect([docString, graph?.input[0].docString, graph?.output[0].docString]).toEqual([
      'Small.',
      notes.ids,
      notes.embedding,
    ]);
    expect(graph?.input.map(({ name }) => name)).toEqual(['ids']);
  });

  it.each([1, 3, 8, 40])('computes batches of %i as a program of that size does', async (batch) => {
    const portable = await tracePortable({ ...encoder, values });
    const session = await ort.InferenceSession.create(portable.onnx, { logSeverityLevel: 3 });
    const own = await createInference(traceInference({ ...encoder, values, inputs: encoder.inputs(batch) }));
    const ids = drawn(batch);
    const { embedding } = await session.run({ ids: new ort.Tensor('int32', ids, [batch, tokens]) });
    const expected = (await own.run({ ids })).embedding;
    expect(embedding.dims).toEqual([batch, shape.dim]);
    (embedding.data as Float32Array).forEach((value, at) => expect(value).toBeCloseTo(expected[at], 5));
    await Promise.all([session.release(), own.dispose()]);
  });

  it('is refused where the items of a batch mix', async () => {
    const overBatch = (p: Tensors, { x }: Tensors): Tensors => ({ y: tf.sub(tf.mul(x, p.a), tf.mean(x, 0)) });
    const mixing = {
      name: 'mixing',
      parameters: { a: { shape: [3], initial: { constant: 1 }, decay: false } },
      values: { a: Float32Array.of(1, 2, 3) },
      inputs: (batch: number): InputSpecs => ({ x: { shape: [batch, 3], dtype: 'float32' } }),
      run: (p: Tensors, given: Tensors): Tensors => ({ y: tf.div(overBatch(p, given).y, given.x.shape[0]) }),
    };
    await expect(tracePortable(mixing)).rejects.toMatchObject({ code: 'TFM_EXPORT_BATCH' });
  });
});
