import * as tf from '@tensorflow/tfjs';
import type { PairRow } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFindingHead } from './finding-head.ts';
import type { Statement } from './statement.ts';

beforeAll(() => tf.setBackend('cpu'));

const organ = (name: string, ids: string[]) => ({ organ: name, findings: ids.map((id) => ({ id })) });
const head = createFindingHead({ organs: [organ('liver', ['cyst', 'fat']), organ('spleen', ['infarct'])] } as never, 2);
const row = (states: PairRow['states']) => ({ organ: 'liver', states }) as PairRow;
const statement = (said: Partial<Statement>): Statement => ({
  text: '',
  organ: 'liver',
  present: [],
  absent: [],
  normal: false,
  other: false,
  ...said,
});

describe('the finding head', () => {
  it('knows of a volume the findings of its own organ, and of a text only what it states', () => {
    const rows = [
      row({ cyst: 'present', fat: 'not-mentioned' }),
      row({ cyst: 'uncertain', fat: 'absent' }),
      row({ cyst: 'absent', fat: 'not-mentioned' }),
    ];
    const texts = [statement({ present: ['cyst'] }), statement({ absent: ['fat'] }), statement({ normal: true })];
    const { volumeStates, volumeKnown, textStates, textKnown } = head.feeds(rows, texts);
    expect([...volumeKnown]).toEqual([1, 1, 0, 0, 1, 0, 1, 1, 0]);
    expect([...volumeStates]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...textKnown]).toEqual([1, 0, 0, 0, 1, 0, 1, 1, 0]);
    expect([...textStates]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('knows of a whole scan what its report states of any organ', () => {
    const scan = {
      organ: 'body',
      states: { cyst: 'not-mentioned', fat: 'present', infarct: 'absent' },
    } as unknown as PairRow;
    const { volumeStates, volumeKnown } = head.feeds([scan], [statement({})]);
    expect([...volumeKnown]).toEqual([0, 1, 1]);
    expect([...volumeStates]).toEqual([0, 1, 0]);
  });

  it('is ln 2 a tower where nothing is told apart, and near 0 where all known states are', () => {
    const loss = (weight: number[], known: number) => {
      const ones = tf.fill([1, 3], known);
      const inputs = {
        volumeStates: tf.tensor2d([[1, 0, 0]]),
        volumeKnown: ones,
        textStates: tf.tensor2d([[1, 0, 0]]),
        textKnown: ones,
      };
      const unit = tf.tensor2d([[1, 0]]);
      return head
        .loss({ 'findings/weight': tf.tensor2d(weight, [2, 3]), 'findings/bias': tf.zeros([3]) }, inputs, unit, unit)
        .dataSync()[0];
    };
    // The sum over 3 known states is divided by 3 + 1, so that a batch without any is no division by 0.
    expect(loss([0, 0, 0, 0, 0, 0], 1)).toBeCloseTo(2 * Math.LN2 * (3 / 4), 5);
    expect(loss([5, -5, -5, 0, 0, 0], 1)).toBeLessThan(1e-6);
    expect(loss([5, -5, -5, 0, 0, 0], 0)).toBe(0);
  });
});
