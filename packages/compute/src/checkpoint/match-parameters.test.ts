import type { ParameterSpecs } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { matchParameters } from './match-parameters.ts';
import type { NamedTensor } from './safetensors.ts';

const specsOf = (names: readonly string[]): ParameterSpecs =>
  Object.fromEntries(names.map((name) => [name, { shape: [2], initial: { constant: 0 }, decay: false }]));
const tensorsOf = (names: readonly string[]): Record<string, NamedTensor> =>
  Object.fromEntries(names.map((name) => [name, { shape: [2], data: new Float32Array(2) }]));
const refusal = (wanted: readonly string[], there: readonly string[], surplus?: 'refused'): Error => {
  try {
    matchParameters(specsOf(wanted), tensorsOf(there), 'model.pt', { surplus });
  } catch (error) {
    expect(error).toMatchObject({ code: 'TFM_CHECKPOINT_MISMATCH', where: { file: 'model.pt' } });
    return error as Error;
  }
  throw new Error('It matched.');
};

describe('parameters of a model and tensors of a file', () => {
  it('match by name, whatever else the file holds', () => {
    const tensors = tensorsOf(['a', 'b', 'c']);
    expect(matchParameters(specsOf(['b', 'a']), tensors, 'x')).toEqual({ a: tensors.a.data, b: tensors.b.data });
  });

  it('name what is missing and what is surplus', () => {
    const { message } = refusal(['one', 'two', 'three', 'four', 'five', 'six', 'seven'], ['seven', 'else']);
    expect(message).toBe(
      'The checkpoint has no one, two, three, four, five (and 1 more). It holds else, which the model does not have.',
    );
    expect(refusal(['a'], ['a', 'b'], 'refused').message).toBe(
      'The checkpoint holds b, which the model does not have.',
    );
  });

  it('offer the nearest name of the same shape', () => {
    expect(refusal(['encoder.layer0.weight', 'x'], ['encoder.layers0.weight', 'x'])).toMatchObject({
      fix: expect.stringContaining('The checkpoint may have encoder.layers0.weight for encoder.layer0.weight.'),
    });
    expect(refusal(['weight'], ['model.norm.weight'])).toMatchObject({
      fix: expect.stringContaining('Names differ by "model.norm.", which the checkpoint has before them'),
    });
    expect(refusal(['abcdefgh'], ['zyxwvuts'])).toMatchObject({ fix: expect.not.stringContaining('may have') });
  });

  it('tell a prefix that all names have', () => {
    const names = ['a.weight', 'a.bias', 'b.weight'];
    const prefixed = names.map((name) => `module.${name}`);
    expect(refusal(names, prefixed)).toMatchObject({
      fix: expect.stringContaining('"module.", which the checkpoint has'),
    });
    expect(refusal(prefixed, names)).toMatchObject({ fix: expect.stringContaining('"module.", which the model has') });
  });

  it('say what has another shape', () => {
    const specs = { a: { ...specsOf(['a']).a, shape: [3] }, b: { ...specsOf(['b']).b, shape: [1, 2] } };

    expect(() => matchParameters(specs, tensorsOf(['a', 'b']), 'x')).toThrow(
      'The checkpoint holds a as [2]; the model needs [3], and 1 more in another shape.',
    );
  });

  it('are not misled by names that objects have', () => {
    expect(refusal(['constructor'], ['a']).message).toContain('no constructor');
    const odd = Object.fromEntries([['__proto__', { shape: [2], data: new Float32Array(2) }]]);
    expect(Object.keys(matchParameters({}, odd, 'x'))).toEqual([]);
  });
});
