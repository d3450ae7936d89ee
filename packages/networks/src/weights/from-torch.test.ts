import { isTotalFmError } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { fromTorch, sameTensor, stackedMatrices, turnedMatrix } from './from-torch.ts';

const table = [
  sameTensor('net.norm.gamma', 'norm/gain', [3]),
  turnedMatrix('net.to_q.weight', 'query/weight', [2, 3]),
  stackedMatrices('net.to_kv.weight', ['key/weight', 'value/weight'], [4, 3]),
];
const tensor = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => index),
});
const tensors = {
  'net.norm.gamma': tensor(3),
  'net.to_q.weight': tensor(2, 3),
  'net.to_kv.weight': tensor(4, 3),
  surplus: tensor(1),
};
const source = 'It is weights.pt of somewhere.';
function failure(given: Parameters<typeof fromTorch>[1]) {
  try {
    fromTorch(table, given, { file: 'x.pt', source });
  } catch (error) {
    if (isTotalFmError(error)) return error;
  }
  throw new Error('No coded error.');
}

describe('weights of PyTorch', () => {
  it('become our matrices, [inputs, outputs], and layers that were put behind one another apart', () => {
    const values = fromTorch(table, tensors, { file: 'x.pt', source });
    expect([...values['query/weight']]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...values['key/weight']]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...values['value/weight']]).toEqual([6, 9, 7, 10, 8, 11]);
    expect([...values['norm/gain']]).toEqual([0, 1, 2]);
  });

  it('are refused with what is missing, what looks like it, and where the right file is', () => {
    const { 'net.to_q.weight': query, ...others } = tensors;
    const renamed = failure({ ...others, 'net.to_query.weight': query });
    expect(renamed).toMatchObject({ code: 'TFM_CHECKPOINT_MISMATCH', where: { file: 'x.pt' } });
    expect(renamed.message).toContain('net.to_q.weight');
    expect(renamed.fix).toBe(`The checkpoint may have net.to_query.weight for net.to_q.weight. ${source}`);
    const prefixed = failure(
      Object.fromEntries(Object.entries(tensors).map(([name, value]) => [`module.${name}`, value])),
    );
    expect(prefixed.fix).toContain('"module."');
    expect(failure({ ...tensors, 'net.norm.gamma': tensor(4) }).message).toContain('[4]');
  });
});
