import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@totalfm/core';
import { readRunJson, readRunLines, runFiles, runMetrics, scoreLine } from '@totalfm/run-format';
import { openExperiments, runPipeline, type RunResult } from '@totalfm/runtime';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProgram } from '../src/built-ins.ts';
import { checkRotation, gatherRotation, rotationsOf } from '../src/run/rotation.ts';

const experiment: Readonly<Record<string, Json>> = {
  name: 'rotation',
  cohort: {
    use: 'phantom',
    exams: 40,
    spacing: [14, 14, 20],
    prevalence: 3,
    followUps: 0,
    splits: { train: 0.5, validation: 0.1, test: 0.4 },
  },
  organs: ['liver', 'spleen'],
  parser: { use: 'rules', wholeScan: false },
  cutter: { size: [8, 8, 8] },
  vision: { dim: 16, depth: 1, heads: 1, width: 16, patch: [8, 8, 8] },
  text: { dim: 16, depth: 1, heads: 1, width: 16, tokens: 24, vocabulary: 300 },
  align: { steps: 2, batch: 8, warmup: 1, threads: 1 },
  evaluate: [{ use: 'findings', resamples: 20 }],
  unseen: { folds: 2 },
  sweep: { 'unseen.fold': [0, 1] },
};

describe('a rotation over findings', () => {
  const runsDir = mkdtempSync(join(tmpdir(), 'totalfm-rotation-'));
  afterAll(() => rmSync(runsDir, { recursive: true }));
  const runs: RunResult[] = [];
  const open = async () => openExperiments({ values: experiment }, await loadProgram());
  beforeAll(async () => {
    for (const opened of await open()) runs.push(await runPipeline(opened, { runsDir }));
  }, 120_000);

  it('cuts, reads and joins once, and trains once a fold', () => {
    const [first, second] = runs.map(({ artifacts }) => artifacts);
    for (const stage of ['ingest', 'segment', 'volumes', 'parse', 'pair'])
      expect(first[stage]!.id).toBe(second[stage]!.id);
    expect(first.align!.id).not.toBe(second.align!.id);
  });

  it('ends in what each finding has from the model that learned without it, beside the others', async () => {
    const [rotation, ...others] = rotationsOf((await open()).map((one) => one.experiment));
    expect(others).toEqual([]);
    expect(rotation.name).toBe('rotation');
    await checkRotation(rotation, runsDir);
    const { dir, report } = await gatherRotation(rotation, runsDir);
    expect(report).toBeDefined();
    const { unseen } = (await readRunJson(join(dir, runFiles.metrics), runMetrics))!;
    const folds = await Promise.all(
      runs.map(async (run) => (await readRunJson(join(run.dir, runFiles.metrics), runMetrics))!),
    );
    expect(unseen.protocol).toBe('unseen');
    expect(folds.map(({ findings }) => findings.protocol)).toEqual(['contrast', 'contrast']);
    expect(unseen.targets.length).toBeGreaterThan(1);
    for (const { id, measures } of unseen.targets) {
      const found = folds.map(({ findings }) => findings.targets.find((one) => one.id === id)!);
      const [without, having] = found[0].unseen ? found : [found[1], found[0]];
      expect([without.unseen, having.unseen]).toEqual([true, undefined]);
      expect(measures.auroc.value).toBeCloseTo(without.measures.auroc.value, 12);
      expect(measures.seen.value).toBeCloseTo(having.measures.auroc.value, 12);
    }
    const scores = await readRunLines(join(dir, runFiles.scores), scoreLine);
    expect(new Set(scores.map(({ evaluator }) => evaluator))).toEqual(new Set(['unseen']));
    // What was gathered makes the same sweep again.
    const again = await openExperiments({ file: join(dir, runFiles.experiment) }, await loadProgram());
    expect(again.map((one) => one.experiment)).toEqual((await open()).map((one) => one.experiment));
  });

  it('is whole or none, and takes no run’s place', async () => {
    const [first, second] = (await open()).map((one) => one.experiment);
    expect(rotationsOf([first])).toEqual([]);
    expect(rotationsOf([first, { ...second, seed: 9 }])).toEqual([]);
    await expectCodedError(
      checkRotation({ name: first.name, experiments: [first, second] }, runsDir),
      'TFM_RUN_NAME_TAKEN',
    );
  });
});
