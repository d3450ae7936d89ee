import {
  createRandom,
  silentProgress,
  type Component,
  type Embedder,
  type Evaluator,
  type OrganPair,
  type Split,
} from '@totalfm/core';
import { describeComponent, describeEvaluator, pairReader, testAnatomy, testPairs } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { calibrationEvaluator } from './calibration-evaluator.ts';
import { fitCalibration } from './fit-calibration.ts';
import { makeEvaluator } from '../test-support/make-evaluator.ts';

const component = calibrationEvaluator as unknown as Component<Evaluator>;
const make = (options: object = {}) => makeEvaluator(component, { resamples: 50, ...options });

describeComponent(component);
describeEvaluator('calibration', { make: () => make() });

/** A liver’s score is its cosine with the first axis, twice; it has a cyst with a probability that follows from it. */
const [{ row: anyRow, volume: liver }] = testPairs({ exams: 1 });
const embedder: Embedder = {
  width: 2,
  scale: 40,
  bias: 0,
  embedVolumes: async (volumes) =>
    volumes.map(({ hu }) => Float32Array.of(hu[0] / 1000, Math.sqrt(1 - (hu[0] / 1000) ** 2))),
  embedTexts: async (texts) => texts.map((text) => Float32Array.of(/\bno\b|normal/i.test(text) ? -1 : 1, 0)),
  dispose: async () => {},
};
const exams = (split: Split, count: number): OrganPair[] => {
  const random = createRandom(split);
  return Array.from({ length: count }, (_, index) => {
    const cosine = Math.round(random.uniform(-300, 300));
    const cyst = random.chance(1 / (1 + Math.exp(-(10 * 2 * (cosine / 1000) - 1))));
    const name = `${split}-${index}`;
    return {
      volume: { ...liver, hu: Int16Array.of(cosine) },
      row: {
        ...anyRow,
        ...{ key: `${name}/liver`, exam: name, patient: name, split, sentences: [], findings: [] },
        ...{ states: {}, truth: { hepatic_cyst: cyst } },
      },
    };
  });
};
const cohort = [...exams('validation', 600), ...exams('test', 600)];
const calibrate = async (pairs: readonly OrganPair[], options: object = {}) => {
  const context = { embedder, pairs: pairReader(pairs), anatomy: testAnatomy, seed: 1, progress: silentProgress };
  return (await make(options)).evaluate(context);
};

describe('calibration', () => {
  it('finds the temperature and the bias that labels follow from, and helps where the model is too sure', async () => {
    const { details, means, targets } = await calibrate(cohort);
    const { after, before, reliability } = details as Record<string, Record<string, never>>;
    expect(before).toEqual({ scale: 40, bias: 0 });
    expect(Math.abs(after.scale - 10)).toBeLessThan(2);
    expect(Math.abs(after.bias + 1)).toBeLessThan(0.4);
    const pooled = means.find(({ name }) => name === 'pooled')!.measures;
    expect(pooled.ece!.value).toBeLessThan(0.06);
    expect(pooled.eceBefore!.value).toBeGreaterThan(0.08);
    expect(pooled.brier!.value).toBeLessThan(pooled.brierBefore!.value);
    const curve = reliability.after as readonly { count: number }[];
    expect(curve.reduce((sum, { count }) => sum + count, 0)).toBe(600);
    const [{ measures, threshold, thresholdFrom }] = targets;
    expect(Math.abs(measures.specificity.value - 0.9)).toBeLessThan(0.05);
    expect(measures.sensitivity.value).toBeGreaterThan(0.3);
    expect([typeof threshold, thresholdFrom]).toEqual(['number', 'validation']);
  });

  it('says what it cannot do without validation exams, and calibrates nothing by test exams', async () => {
    const { skipped, details, means, scores } = await calibrate(cohort.filter(({ row }) => row.split === 'test'));
    expect(skipped.find(({ target }) => target === 'hepatic_cyst')!.reason).toMatch(/^TFM_EVALUATE_NO_OPERATING_POINT/);
    expect(details.after).toBeNull();
    expect(means.find(({ name }) => name === 'pooled')!.measures).toMatchObject({ ece: null, brier: null });
    expect(scores.every(({ predicted }) => !predicted)).toBe(true);
  });

  it('knows of few positives that they are few', async () => {
    const few = cohort.filter(({ row }) => row.split !== 'test' || !row.truth!.hepatic_cyst).slice(0, 700);
    const missed = exams('test', 600)
      .filter(({ row, volume }) => row.truth!.hepatic_cyst && volume.hu[0] < 0)
      .slice(0, 3);
    const { targets, means } = await calibrate([...few, ...missed]);
    const [{ measures, positives }] = targets;
    expect([positives, measures.sensitivity.value, measures.sensitivity.low]).toEqual([3, 0, 0]);
    // Wilson’s interval of none of three ends at (z² / 3) / (1 + z² / 3).
    expect(measures.sensitivity.high).toBeCloseTo(0.5615, 4);
    expect(means.find(({ name }) => name === 'macro')!.measures.sensitivity).toEqual(measures.sensitivity);
  });

  it('has no calibration of one class, and a finite one of classes that are apart', () => {
    const of = (...labels: boolean[]) =>
      fitCalibration(labels.map((label, at) => ({ exam: 'e', patient: 'p', pair: 'p', score: at, label })));
    expect(of(true, true)).toBeUndefined();
    expect(of()).toBeUndefined();
    expect(Number.isFinite(of(false, true)!.scale)).toBe(true);
  });
});
