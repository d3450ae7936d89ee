import { createRandom } from '@totalfm/core';
import { pairReader, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { furtherStatements } from './further-statements.ts';

const pairs = testPairs({ exams: 12 });
const reader = pairReader(pairs);
const training = pairs.filter(({ row }) => row.split === 'train');

describe('further statements', () => {
  const [{ row }] = training;
  const draw = (seed: number) => furtherStatements(reader)([row], 40, createRandom(seed));

  it('are sentences of training reports about the same organs, half of them with a finding', async () => {
    const statements = await draw(1);
    expect(statements).toHaveLength(40);
    const sentences = new Set(
      training.filter((one) => one.row.organ === row.organ).flatMap((one) => one.row.sentences),
    );
    for (const { text, organ } of statements) {
      expect(organ).toBe(row.organ);
      expect(sentences).toContain(text);
    }
    expect(statements.filter(({ present }) => present.length > 0).length).toBeGreaterThan(8);
    expect(await draw(1)).toEqual(statements);
    expect(await draw(2)).not.toEqual(statements);
  });

  it('are none where none are asked for', async () =>
    expect(await furtherStatements(reader)([row], 0, createRandom(1))).toEqual([]));
});
