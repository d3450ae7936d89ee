import * as tf from '@tensorflow/tfjs';
import { createRandom, type ParameterSpecs, type ParameterValues, type Tensors } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialValues } from '../train/initial-values.ts';
import { createLora } from './lora.ts';
import { biasSpec, weightSpec } from './parameter-specs.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('low-rank adapters', () => {
  const model = { 'a/weight': weightSpec(5, 3), 'a/bias': biasSpec(3), 'b/weight': weightSpec(4, 6) };
  const lora = createLora(model, { adapts: (name) => name.startsWith('a/'), rank: 2, alpha: 6 });
  const tensorsOf = (specs: ParameterSpecs, values: ParameterValues): Tensors =>
    Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, tf.tensor(values[name], [...shape])]));
  const adapted = (values: ParameterValues): ParameterValues => {
    const tensors = lora.adapt(tensorsOf(lora.parameters, values));
    return Object.fromEntries(Object.keys(model).map((name) => [name, tensors[name].dataSync() as Float32Array]));
  };
  const random = createRandom(4);
  const values = Object.fromEntries(
    Object.entries(lora.parameters).map(([name, { shape }]) => [
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    ]),
  );

  it('adapt the matrices that they are asked for, and are all that is trained', () => {
    const added = Object.keys(lora.parameters).filter((name) => !(name in model));
    expect(added).toEqual(['a/weight/lora/a', 'a/weight/lora/b']);
    const trained = Object.keys(lora.parameters).filter((name) => !lora.group(name).frozen);
    expect(trained).toEqual(added);
  });

  it('change nothing at first', () => {
    const first = initialValues(lora.parameters, 1);
    const own = Object.fromEntries(Object.keys(model).map((name) => [name, first[name]]));
    expect(adapted(first)).toEqual(own);
    expect(lora.merge(first)).toEqual(own);
  });

  it('merged into values are W + α / r · A B, as tensors are', () => {
    const merged = lora.merge(values);
    expect(Object.keys(merged)).toEqual(Object.keys(model));
    const [a, b] = [values['a/weight/lora/a'], values['a/weight/lora/b']];
    const [row, column] = [3, 1];
    const product = a[2 * row] * b[column] + a[2 * row + 1] * b[3 + column];
    expect(merged['a/weight'][3 * row + column]).toBeCloseTo(values['a/weight'][3 * row + column] + 3 * product, 5);
    const wanted = adapted(values);
    for (const name of Object.keys(model))
      merged[name].forEach((value, place) => expect(value).toBeCloseTo(wanted[name][place], 5));
  });
});
