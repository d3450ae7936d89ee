import { join } from 'node:path';
import { throwIfAborted, tokens, writeFileWhole, type EvaluationResult, type Split } from '@totalfm/core';
import {
  metricsOf,
  reportsLine,
  runFiles,
  runJson,
  runLines,
  runMetrics,
  scoreLine,
  scoreLinesOf,
} from '@totalfm/run-format';
import { defineStage, ofModel, partsOf, type Artifact, type WholeWork } from '@totalfm/runtime';
import { distinctNames } from '../distinct-names.ts';
import { organQuestions } from '../exams/organ-questions.ts';
import { openScoredPairs } from '../exams/scored-pairs.ts';
import { writtenReports } from '../exams/written-reports.ts';
import {
  align as trainer,
  embedder,
  evaluate as evaluators,
  generate as generators,
  pairStore,
  parser,
  volumeStore,
} from '../slots.ts';
import { align } from './align.ts';
import { generatorNames } from './generate.ts';
import { ingest } from './ingest.ts';
import { pair } from './pair.ts';
import { parse } from './parse.ts';
import { volumes } from './volumes.ts';
import { write } from './write.ts';

/**
 * Scores the aligned model with every evaluator: `metrics.json` by the evaluator's key, `scores.jsonl` by case, and
 * `written-reports.jsonl` by exam where reports were compared. Where the model is another run's, exams that this run did not
 * have are all tests, with thresholds from that run's own validation pairs; those that it had keep their split.
 */
export const evaluate = defineStage({
  name: 'evaluate',
  title: 'Zero-shot evaluation',
  uses: {
    evaluate: evaluators,
    align: trainer,
    withheld: tokens.WithheldFindings,
    generate: generators,
    parser,
    embedder,
    volumeStore,
    pairStore,
    anatomy: tokens.Anatomy,
  },
  doesWithout: ['generate'],
  reads: {
    model: align,
    written: write,
    reports: parse,
    exams: partsOf(ingest, 'split'),
    volumes,
    pair,
    modelExams: ofModel(partsOf(ingest, 'split')),
    modelVolumes: ofModel(volumes),
    modelPair: ofModel(pair),
  },
  seeded: true,
  publishes: [runFiles.metrics, runFiles.scores, runFiles.writtenReports],
  async fit({ evaluate, generate, embedder, anatomy }, { model }) {
    for (const evaluator of evaluate) evaluator.fit?.(anatomy, generatorNames(generate));
    if (model) await embedder.fit?.(model.dir);
  },
  fitExams({ evaluate }, exams) {
    const of = (split: Split) => exams.filter((exam) => exam.split === split).length;
    const count = { train: of('train'), validation: of('validation'), test: of('test') };
    for (const evaluator of evaluate) evaluator.fitExams?.(count);
  },
  async whole({ evaluate, align, withheld, generate, parser, embedder, anatomy, ...stores }, inputs, work) {
    const given = inputs as Readonly<Record<keyof typeof inputs, Artifact>>;
    const { pairs, own, close } = await openScoredPairs(stores, given, work.signal);
    const loaded = await embedder.load(given.model.dir);
    const results: EvaluationResult[] = [];
    const told = { ...(align.protocol && { protocol: align.protocol }), unseen: withheld.findings };
    try {
      const written =
        inputs.written &&
        writtenReports(generate, parser, { ...given, pairs: await organQuestions(pairs, work.signal) });
      for (const evaluator of evaluate) {
        throwIfAborted(work.signal);
        const { seed, progress, signal } = work;
        const context = {
          embedder: loaded,
          pairs,
          validationPairs: own,
          anatomy,
          ...told,
          written,
          seed,
          progress,
          signal,
        };
        results.push(await evaluator.evaluate(context));
      }
    } finally {
      await loaded.dispose();
      await close();
    }
    const keys = distinctNames(results.map(({ key }) => key));
    await writeResults(
      work,
      results.map((result, index) => ({ ...result, key: keys[index] })),
    );
  },
});

async function writeResults({ dir }: WholeWork, results: readonly EvaluationResult[]): Promise<void> {
  const [metrics, scores] = [join(dir, runFiles.metrics), join(dir, runFiles.scores)];
  await writeFileWhole(metrics, runJson(metricsOf(results), runMetrics, metrics));
  await writeFileWhole(scores, runLines(scoreLinesOf(results), scoreLine, scores));
  const written = join(dir, runFiles.writtenReports);
  // Of several evaluators that compare reports the first one's: the reports are the same.
  const reports = results.find((result) => result.reports)?.reports;
  if (reports) await writeFileWhole(written, runLines(reports, reportsLine, written));
}
