import { join } from 'node:path';
import type { EvaluationResult, Split } from '@totalfm/core';
import { throwIfAborted, writeFileWhole } from '@totalfm/core';
import { jsonLines, jsonText, type Artifact } from '@totalfm/runtime';
import { asTests, openPairs } from '../open-pairs.ts';
import type { StageContext, StageResult } from '../stage-context.ts';

export const metricsFile = 'metrics.json';
export const scoresFile = 'scores.jsonl';

export interface EvaluateInputs {
  readonly align: Artifact;
  readonly pair: Artifact;
  /** Where `pair` is of another cohort than the model was trained on: every exam that it has not seen is a test. */
  readonly fresh?: {
    /** The run's own pairs: thresholds come from their validation split. */
    readonly validation: Artifact;
    /** Split in the run of the exams that lie in both cohorts. */
    readonly seen: ReadonlyMap<string, Split>;
  };
}

/** Scores the aligned model with every evaluator: `metrics.json` by the evaluator's key, `scores.jsonl` by case. */
export async function evaluate(context: StageContext, { align, pair, fresh }: EvaluateInputs): Promise<StageResult> {
  const { container, signal } = context;
  const { evaluate: uses, seed } = container.experiment;
  const recipe = {
    stage: 'evaluate',
    config: {
      evaluators: uses.map((_, index) => container.identity(`evaluate.${index}`)),
      embedder: container.identity('embedder'),
      store: container.identity('store'),
      organs: container.experiment.organs,
      seed,
    },
    inputs: { align: align.id, pair: pair.id, ...(fresh ? { validation: fresh.validation.id } : {}) },
  };
  return context.store.make(
    recipe,
    async (work) => {
      const loader = await container.get('embedder');
      const evaluators = await container.evaluators();
      const stored = await openPairs(container, pair, signal);
      const validationPairs = fresh && (await openPairs(container, fresh.validation, signal));
      const pairs = fresh ? asTests(stored, fresh.seen) : stored;
      const embedder = await loader.load(align.dir);
      const results: EvaluationResult[] = [];
      try {
        for (const evaluator of evaluators) {
          throwIfAborted(signal);
          const result = await evaluator.evaluate({
            embedder,
            pairs,
            validationPairs,
            anatomy: container.anatomy,
            seed,
            progress: context.progress,
            signal,
          });
          results.push({ ...result, key: freeKey(result.key, results) });
        }
      } finally {
        await embedder.dispose();
        await stored.close();
        await validationPairs?.close();
      }
      await writeFileWhole(
        join(work.dir, metricsFile),
        jsonText(Object.fromEntries(results.map(({ key, metrics }) => [key, metrics]))),
      );
      await writeFileWhole(
        join(work.dir, scoresFile),
        jsonLines(results.flatMap(({ key, scores }) => scores.map((score) => ({ evaluator: key, ...score })))),
      );
    },
    { signal },
  );
}

/** `findings`, then `findings-2` for a second evaluator of one key. */
function freeKey(key: string, results: readonly EvaluationResult[]): string {
  const taken = new Set(results.map((result) => result.key));
  let free = key;
  for (let number = 2; taken.has(free); number++) free = `${key}-${number}`;
  return free;
}
