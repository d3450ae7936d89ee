import { silentProgress, type Anatomy, type EvaluationResult, type Evaluator, type OrganPair } from '@totalfm/core';
import { metricsOf, parseJson, parseJsonLines, reportsLine, runLines, runMetrics } from '@totalfm/run-format';
import { describe, expect, it } from 'vitest';
import { expectCodedError } from '../expect-error.ts';
import { brightnessEmbedder } from '../fixtures/brightness-embedder.ts';
import { testAnatomy } from '../fixtures/organs.ts';
import { pairReader } from '../fixtures/pair-reader.ts';
import { testPairs } from '../fixtures/pairs.ts';
import { testWritten } from '../fixtures/written-reports.ts';

export interface EvaluatorSubject {
  readonly make: (anatomy: Anatomy) => Evaluator | Promise<Evaluator>;
}

/**
 * Checks an evaluator: JSON metrics, scores of test exams only, the same result every time, no look at test labels; of written
 * reports, the same measures of every generator.
 */
export function describeEvaluator(name: string, { make }: EvaluatorSubject): void {
  describe(`evaluator ${name}`, () => {
    const pairs = testPairs({ exams: 60 });
    const evaluate = async (subject: readonly OrganPair[], signal?: AbortSignal): Promise<EvaluationResult> =>
      (await make(testAnatomy)).evaluate({
        embedder: brightnessEmbedder,
        pairs: pairReader(subject),
        anatomy: testAnatomy,
        written: testWritten(subject),
        seed: 3,
        progress: silentProgress,
        signal,
      });

    it('gives results that a run can hold, under a key', async () => {
      const result = await evaluate(pairs);
      expect(result.key).toMatch(/^[a-z][A-Za-z0-9]*$/);
      const metrics = metricsOf([result]);
      // JSON has no undefined, and NaN is no result.
      expect(parseJson(JSON.stringify(metrics), runMetrics, {})).toEqual(JSON.parse(JSON.stringify(metrics)));
    });

    it('names each target once, and measures, skips and scores no other', async () => {
      const { measures, targets, means, skipped, scores } = await evaluate(pairs);
      const ids = [...targets.map(({ id }) => id), ...skipped.map(({ target }) => target)];
      expect(new Set(ids).size).toBe(ids.length);
      for (const { target } of scores) expect(ids).toContain(target);
      for (const mean of means) for (const id of mean.targets) expect(targets.map((one) => one.id)).toContain(id);
      const known = new Set(measures.map(({ id }) => id));
      for (const one of [...targets, ...means])
        for (const measure of Object.keys(one.measures)) expect(known).toContain(measure);
    });

    it('scores test exams only', async () => {
      const { scores } = await evaluate(pairs);
      expect(scores.length).toBeGreaterThan(0);
      const testExams = new Set(pairs.filter(({ row }) => row.split === 'test').map(({ row }) => row.exam));
      for (const { exam, score } of scores) {
        expect(testExams).toContain(exam);
        expect(Number.isFinite(score)).toBe(true);
      }
    });

    it('gives the same result every time', async () => {
      expect(await evaluate(pairs)).toEqual(await evaluate(pairs));
    });

    it('chooses thresholds without the test labels', async () => {
      const flipped = pairs.map(({ row, volume }): OrganPair => {
        const truth =
          row.truth && Object.fromEntries(Object.entries(row.truth).map(([finding, present]) => [finding, !present]));
        return { row: row.split === 'test' ? { ...row, truth } : row, volume };
      });
      const predictions = ({ scores }: EvaluationResult) =>
        new Map(scores.map(({ exam, pair, target, predicted }) => [`${exam} ${pair} ${target}`, predicted]));
      const [before, after] = [predictions(await evaluate(pairs)), predictions(await evaluate(flipped))];
      for (const [scored, predicted] of after)
        if (before.has(scored)) expect(predicted, scored).toBe(before.get(scored));
    });

    it('measures every generator alike, and holds the first against each other', async () => {
      const { measures, byGenerator, differences } = await evaluate(pairs);
      if (!byGenerator) return expect(differences).toBeUndefined();
      const { generators } = testWritten(pairs);
      expect(Object.keys(byGenerator)).toEqual(generators);
      expect(Object.keys(differences ?? {})).toEqual(generators.slice(1));
      const ids = measures.map(({ id }) => id);
      for (const one of Object.values({ ...byGenerator, ...differences })) expect(Object.keys(one)).toEqual(ids);
    });

    it('gives reports that a run can hold, of test exams and by what wrote them', async () => {
      const { reports = [] } = await evaluate(pairs);
      const lines = parseJsonLines(runLines(reports, reportsLine, 'reports'), reportsLine, {});
      expect(lines).toEqual(JSON.parse(JSON.stringify(reports)));
      const written = testWritten(pairs);
      const byExam = new Map<string, readonly string[]>();
      for await (const { exam, byGenerator } of written.read()) byExam.set(exam, Object.keys(byGenerator));
      for (const { exam, byGenerator } of reports) expect(Object.keys(byGenerator)).toEqual(byExam.get(exam));
    });

    it('stops when it is told to', async () => {
      await expectCodedError(evaluate(pairs, AbortSignal.abort()), 'TFM_CANCELLED');
    });
  });
}
