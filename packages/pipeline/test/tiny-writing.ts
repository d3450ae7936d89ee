import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  defineComponent,
  defineErrors,
  splits,
  tokens,
  type CalibrationExam,
  type DescribedExam,
  type ExamComposer,
  type GeneratorTraining,
  type WrittenReport,
} from '@totalfm/core';
import { z } from 'zod';

/** Small but whole components that write: one that counts in steps what it learns from, and one that copies what is said. */
const tinyErrors = defineErrors({
  TFM_TINY_MUTE: 'The tiny pipeline says nothing of an exam, on purpose.',
});

const silence = () => tinyErrors.TFM_TINY_MUTE({ message: 'It is mute.', fix: 'Ask of another.' });

const steps = 6;

/** Goes on from its second to last step, as one that saves now and then does. */
async function learn({ pairs, workDir, outDir, metrics, progress }: GeneratorTraining, word: string): Promise<void> {
  const file = join(workDir, 'state.json');
  let { step } = JSON.parse(await readFile(file, 'utf8').catch(() => '{"step":0}')) as { step: number };
  while (step < steps) {
    metrics.log({ stage: 'generate', step: ++step, loss: 1 / step });
    progress.update(step, steps);
    if (step % 2 === 0) await writeFile(file, JSON.stringify({ step }));
  }
  const { split } = pairs.columns;
  const learned = splits.map((name) => split.filter((one) => splits[one] === name).length);
  await mkdir(outDir, { recursive: true });
  await writeFile(join(outDir, 'learned.json'), JSON.stringify({ word, learned }));
}

export const tinyGenerator = defineComponent({
  provides: tokens.ReportGenerator,
  id: 'words',
  description: 'Says one word of each organ.',
  options: z.strictObject({
    word: z.string().default('Liver').describe('What it says.'),
    peeks: z.boolean().default(false).describe('Whether it looks at pairs of test exams.'),
    mute: z.string().default('').describe('An exam that it says nothing of.'),
  }),
  create: ({ options: { word, peeks, mute } }) => ({
    id: 'words',
    async train(context) {
      const { columns } = context.pairs;
      if (peeks)
        await context.pairs.rows([...columns.split.keys()].filter((at) => splits[columns.split[at]] === 'test'));
      await learn(context, word);
    },
    async open(dir) {
      const learned = JSON.parse(await readFile(join(dir, 'learned.json'), 'utf8')) as { word: string };
      return {
        async describe(parts) {
          const told = parts.find(({ row }) => 'sentences' in row || 'states' in row || 'truth' in row);
          if (told) throw new Error('What is written of says what its report says.');
          if (parts.some(({ row }) => row.exam === mute)) throw silence();
          return parts.map(({ volume }) => ({ sentences: [`${learned.word} ${Math.max(...volume.hu)}.`] }));
        },
        async dispose() {},
      };
    },
  }),
});

const reportOf = ({ parts }: DescribedExam): WrittenReport => {
  const text = parts.flatMap(({ said }) => said.sentences).join(' ');
  const sentence = { text, organ: 'liver', sides: [], findings: [], evidence: [], from: 'generator' } as const;
  return {
    sections: [{ title: 'Liver', organ: 'liver', sentences: [sentence] }],
    impression: [],
    notAssessed: [],
    checks: { stated: 1, dropped: 0, marked: 0, added: 0 },
    text,
  };
};

export const tinyComposer = defineComponent({
  provides: tokens.ReportComposer,
  id: 'organ-by-organ',
  description: 'Copies what is said.',
  options: z.strictObject({ mute: z.string().default('').describe('An exam that it says nothing of, or all.') }),
  create: ({ options: { mute } }) => {
    const composer = (exams: readonly string[]): ExamComposer => ({
      async compose(exam) {
        if (mute === 'all' || exam.exam === mute) throw silence();
        return reportOf(exam);
      },
      save: () => Buffer.from(JSON.stringify(exams)),
    });
    const namesOf = async (exams: AsyncIterable<CalibrationExam>) => {
      const names: string[] = [];
      for await (const { exam, parts } of exams) names.push(`${exam} ${parts.map(({ row }) => row.split).join()}`);
      return names;
    };
    return {
      calibrate: async ({ validation }) => composer(await namesOf(validation)),
      open: async (saved) => composer(JSON.parse(Buffer.from(saved).toString()) as string[]),
    };
  },
});

export const tinyLanguage = defineComponent({
  provides: tokens.LanguageModel,
  id: 'llama',
  description: 'Nothing.',
  options: z.strictObject({}),
  create: () => ({ width: 1 }) as never,
});
