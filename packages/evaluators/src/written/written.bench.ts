import { builtInOrgans } from '@totalfm/anatomy';
import { createRandom, silentProgress, type ParsedReport, type WrittenReport } from '@totalfm/core';
import { bench, describe } from 'vitest';
import { exampleStatements, exampleText } from '../reports/test-support/example-exams.ts';
import { reportsEvaluator } from './reports-evaluator.ts';

// As many exams as the demo has tests; texts of about 200 words, that are parsed already: the parser is not measured.
const random = createRandom('bench');
const parsedOf = new Map<string, ParsedReport>();
const exams = Array.from({ length: 147 }, (_, index) => {
  const names = ['composed', 'nearest', 'normal', 'shuffled'];
  return {
    exam: `e${index}`,
    patient: `p${index}`,
    reference: parsed(),
    truth: { findings: [], assessed: [] },
    byGenerator: Object.fromEntries(names.map((name) => [name, writtenReport()])),
  };
});

function parsed(): ParsedReport {
  const { findings, mentioned } = exampleStatements(random);
  const sentences = exampleText(random).split('. ');
  return {
    mentioned,
    findings: findings.map((one, place) => {
      const text = sentences[place % sentences.length];
      return { ...one, sentence: { text, start: place % sentences.length, end: 0 }, confidence: 1 };
    }),
  };
}

function writtenReport(): WrittenReport {
  const text = String(parsedOf.size);
  parsedOf.set(text, parsed());
  const sentence = { organ: 'lung', sides: [], findings: [], evidence: [], from: 'generator' } as const;
  const sentences = exampleText(random)
    .split('. ')
    .map((text) => ({ ...sentence, text }));
  return {
    sections: [{ title: 'Lungs', organ: 'lung', sentences }],
    impression: [],
    notAssessed: [],
    checks: { stated: 0, dropped: 0, marked: 0, added: 0 },
    text,
  };
}

describe('147 exams of four generators', () => {
  for (const resamples of [1, 1000])
    bench(
      `${resamples} resamples`,
      async () => {
        const options = { reference: 'report', resamples } as const;
        const evaluator = await reportsEvaluator.create({ options, needs: {}, references: {} });
        await evaluator.evaluate({
          embedder: undefined as never,
          pairs: undefined as never,
          anatomy: { organs: builtInOrgans },
          written: {
            generators: Object.keys(exams[0].byGenerator),
            async *read() {
              yield* exams;
            },
            parse: async (text) => parsedOf.get(text)!,
          },
          seed: 1,
          progress: silentProgress,
        });
      },
      { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0 },
    );
});
