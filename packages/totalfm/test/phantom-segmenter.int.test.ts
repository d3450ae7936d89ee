import { builtInOrgans } from '@totalfm/anatomy';
import type { Exam } from '@totalfm/core';
import { createPhantomCohort, phantomOptions } from '@totalfm/phantom';
import { diceByPart } from '@totalfm/pipeline';
import { createNnunetOnnx, nnunetOnnxOptions } from '@totalfm/segmenters';
import { afterAll, describe, expect, it } from 'vitest';

const segmenter = createNnunetOnnx(nnunetOnnxOptions.parse({}), {
  privacy: { remote: 'refuse' },
  workspace: { workers: 1, record: () => {} },
});
afterAll(() => segmenter.dispose());

const anatomy = { organs: builtInOrgans };

/** Dice coefficient by part of the organs that the truth shows. */
async function diceOf(exam: Exam): Promise<Map<string, number>> {
  const [ct, truth] = [await exam.ct(), await exam.labelMap!()];
  const dice = diceByPart(await segmenter.segment(exam, ct), truth, anatomy);
  return new Map(Object.keys(diceByPart(truth, truth, anatomy)).map((part) => [part, dice[part]]));
}

describe('the phantom segmenter', () => {
  it('finds organs of patients that it was not trained on, each side as itself', async () => {
    const cohort = createPhantomCohort(phantomOptions.parse({ exams: 20, maskNoise: 0 }), { organs: [] });
    const tests = (await cohort.list()).filter(({ split }) => split === 'test').slice(0, 2);
    for (const { id } of tests) {
      const dice = await diceOf(await cohort.open(id));
      const mean = [...dice.values()].reduce((sum, value) => sum + value, 0) / dice.size;
      expect(mean, JSON.stringify(Object.fromEntries(dice))).toBeGreaterThan(0.82);
      for (const name of ['liver', 'lung_left', 'lung_right', 'heart'])
        expect(dice.get(name), name).toBeGreaterThan(0.9);
      for (const name of ['kidney_left', 'kidney_right']) expect(dice.get(name), name).toBeGreaterThan(0.8);
      expect(Math.min(...dice.values()), JSON.stringify(Object.fromEntries(dice))).toBeGreaterThan(0.4);
    }
  });
});
