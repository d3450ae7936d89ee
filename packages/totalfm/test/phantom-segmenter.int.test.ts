import { builtInOrgans } from '@totalfm/anatomy';
import type { Exam, OrganStructures, Volume } from '@totalfm/core';
import { createPhantomCohort, phantomOptions } from '@totalfm/phantom';
import { createNnunetOnnx, nnunetOnnxOptions } from '@totalfm/segmenters';
import { afterAll, describe, expect, it } from 'vitest';

const segmenter = createNnunetOnnx(nnunetOnnxOptions.parse({}), {
  privacy: { remote: 'refuse' },
  workspace: { workers: 1, record: () => {} },
});
afterAll(() => segmenter.dispose());

/** Parts of organs, by name, and the structures of each. */
const parts = builtInOrgans.flatMap(({ organ, structures }) => partsOf(organ, structures));

function partsOf(organ: string, structures: OrganStructures): (readonly [string, readonly string[]])[] {
  if (structures === 'scan') return [];
  return 'left' in structures
    ? [
        [`${organ} left`, structures.left],
        [`${organ} right`, structures.right],
      ]
    : [[organ, structures]];
}

/** Dice coefficient by part of the organs that the truth shows. */
async function diceOf(exam: Exam): Promise<Map<string, number>> {
  const [ct, truth] = [await exam.ct(), await exam.labelMap?.()];
  const found = await segmenter.segment(exam, ct);
  const mask = ({ volume, names }: { volume: Volume; names: ReadonlyMap<number, string> }, of: readonly string[]) => {
    const numbers = new Set([...names].filter(([, name]) => of.includes(name)).map(([number]) => number));
    return Array.from(volume.data, (number) => numbers.has(number));
  };
  return new Map(
    parts.flatMap(([name, structures]) => {
      if (!truth) return [];
      const [a, b] = [mask(found, structures), mask(truth, structures)];
      const count = (of: readonly boolean[]) => of.filter(Boolean).length;
      const wanted = count(b);
      return wanted > 0
        ? [[name, (2 * count(a.map((inside, i) => inside && b[i]))) / (count(a) + wanted)] as const]
        : [];
    }),
  );
}

describe('the phantom segmenter', () => {
  it('finds organs of patients that it was not trained on, each side as itself', async () => {
    const cohort = createPhantomCohort(phantomOptions.parse({ exams: 20 }), { organs: [] });
    const tests = (await cohort.list()).filter(({ split }) => split === 'test').slice(0, 2);
    for (const { id } of tests) {
      const dice = await diceOf(await cohort.open(id));
      const mean = [...dice.values()].reduce((sum, value) => sum + value, 0) / dice.size;
      expect(mean, JSON.stringify(Object.fromEntries(dice))).toBeGreaterThan(0.55);
      for (const name of ['liver', 'lung left', 'lung right', 'heart'])
        expect(dice.get(name), name).toBeGreaterThan(0.75);
      for (const name of ['kidney left', 'kidney right']) expect(dice.get(name), name).toBeGreaterThan(0.7);
    }
  });
});
