import type * as tf from '@tensorflow/tfjs';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { createInference, traceInference } from './inference-program.ts';
import { linear } from './ops/linear.ts';
import { biasSpec, weightSpec } from './ops/parameter-specs.ts';
import { scope } from './trace/scope.ts';
import { initialValues } from './train/initial-values.ts';

const parameters = { weight: weightSpec(3, 2), bias: biasSpec(2) };
const values = initialValues(parameters, 1);
const definition = {
  name: 'head',
  parameters,
  inputs: { x: { shape: [2, 3], dtype: 'float32' } },
  run: (p: Readonly<Record<string, tf.Tensor>>, { x }: Readonly<Record<string, tf.Tensor>>) => ({
    y: scope('head', () => linear(x, p.weight, p.bias)),
  }),
} as const;

describe('forward programs', () => {
  it('give the same with parameters baked in as with parameters for inputs', async () => {
    const x = Float32Array.of(1, -2, 3, 0.5, 0, -1);
    const baked = await createInference(traceInference({ ...definition, values }), { threads: 1 });
    const open = await createInference(traceInference(definition), { threads: 1 });
    expect(await baked.run({ x })).toEqual(await open.run({ x, ...values }));
    await baked.dispose();
    await open.dispose();
  });

  it('are ONNX files with named inputs and outputs, metadata and node names that say where they come from', () => {
    const model = fromBinary(
      ModelProtoSchema,
      traceInference({ ...definition, values, metadata: { organs: 'liver,spleen' } }).onnx,
    );
    expect(model.graph?.input.map(({ name }) => name)).toEqual(['x']);
    expect(model.graph?.output.map(({ name }) => name)).toEqual(['y']);
    expect(model.metadataProps.map(({ key, value }) => [key, value])).toEqual([['organs', 'liver,spleen']]);
    expect(model.graph?.node.every(({ name }) => name.startsWith('head/'))).toBe(true);
  });
});
