import type { ErrorRecord, Exam, Volume } from '@totalfm/core';
import { expect, it } from 'vitest';
import { shareExam } from './shared-exam.ts';
import { defineStage, partsOf } from './stage.ts';

const list = defineStage({
  name: 'list',
  title: 'List',
  uses: {},
  list: async () => ({ exams: [], outcomes: [] }),
  open: () => Promise.reject(new Error('nothing is listed')),
});
const work = { title: '', uses: {}, perExam: async () => ({ result: 0 }), pieces: {} as never };
const segment = defineStage({ ...work, name: 'segment', reads: { exam: partsOf(list, 'ct') } });
const cut = defineStage({ ...work, name: 'cut', reads: { exam: partsOf(list, 'ct', 'labels'), segment } });

it('reads a part once, and tells what is odd about it to the first stage that reads it, whichever stages run', async () => {
  const reads: string[] = [];
  const odd = (part: string): ErrorRecord => ({ code: part, message: '', where: {}, fix: '' });
  const exam = {
    ct: async (_, warn) => (reads.push('ct'), warn?.(odd('ct')), {} as Volume),
    labelMap: async (_, warn) => (reads.push('labels'), warn?.(odd('labels')), {}),
    report: async () => undefined,
  } as Exam;
  const warningsOf = async (stages: readonly (typeof cut)[]) => {
    reads.length = 0;
    const shared = shareExam(async () => exam);
    const told: Record<string, string[]> = {};
    for (const stage of stages) {
      const view = await shared.for(stage, ({ code }) => void (told[stage.name] ??= []).push(code));
      await view.ct();
      await view.labelMap?.();
    }
    return told;
  };

  expect(await warningsOf([segment, cut])).toEqual({ segment: ['ct'], cut: ['labels'] });
  expect(reads).toEqual(['ct', 'labels']);
  expect(await warningsOf([cut])).toEqual({ cut: ['labels'] });
});
