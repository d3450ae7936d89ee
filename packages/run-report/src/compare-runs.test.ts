import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type CaseScore } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRuns, type RunComparison } from './compare-runs.ts';
import { pairedDifferences } from './compare/differences.ts';
import { writeMadeUpRun } from './test-support/made-up-run.ts';

describe('compared runs', () => {
  let root: string;
  let compared: RunComparison;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'totalfm-compare-'));
    for (const [name, handicap] of [
      ['separated', 0],
      ['whole-volume', 0.8],
      ['again', 0],
    ] as const) {
      await mkdir(join(root, name));
      await writeMadeUpRun(join(root, name), { name, handicap, exams: 80, steps: 10 });
    }
    compared = await compareRuns(['separated', 'whole-volume', 'again'].map((name) => join(root, name)));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const meansOf = (key: string) => compared.data.evaluators.find((one) => one.key === key)!.measures[0].means;

  it('shows a loss where there is one, and none where the runs are the same', () => {
    const [, worse, same] = meansOf('findings')[0].differences;
    expect(worse!.high).toBeLessThan(0);
    expect(worse!.targets).toBeGreaterThan(30);
    expect(same).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(meansOf('findings').map(({ name }) => name)).toEqual(['macro', 'whole-organ', 'focal', 'tiny']);
    for (const { sharedExams } of compared.data.evaluators) expect(sharedExams).toEqual([80, 80, 80]);
  });

  it('compares what an evaluator measures that nobody here knows', () => {
    const sizes = compared.data.evaluators.find(({ key }) => key === 'lesionSizes')!;
    const [error, slope] = sizes.measures;
    // The primary measure comes first; a mean of case scores has paired differences, here of 3 mm × the handicap.
    expect(error.measure).toMatchObject({ id: 'error', better: 'lower' });
    const [, worse, same] = error.means[0].differences;
    expect(worse!.low).toBeGreaterThan(1.5);
    expect(worse!.high).toBeLessThan(3.5);
    expect(same).toMatchObject({ value: 0, targets: 2 });
    // What no case statistic gives has its values only.
    expect(slope.targets[0].values.map((one) => one!.value)).toEqual([0.9, 0.9, 0.9]);
    expect(slope.targets[0].differences).toEqual([undefined, undefined, undefined]);
    expect(compared.text).toMatch(/Error in mm \(lower is better\), with 95 % intervals\n {2}macro/);
  });

  it('shows by path where the experiments differ', () => {
    expect(compared.data.experiments).toEqual([
      { path: 'pretrain', values: [{ use: 'videomae', maskRatio: 0.9 }, false, { use: 'videomae', maskRatio: 0.9 }] },
      { path: 'align.loss', values: ['info-nce', 'sigmoid', 'info-nce'] },
    ]);
    expect(compared.text).toMatch(/^ {2}pretrain +videomae +false +videomae$/m);
  });

  it('prints a column for each run', () => {
    const lines = compared.text.split('\n');
    expect(lines[0]).toMatch(/^ +separated +whole-volume +again$/);
    const all = meansOf('findings')[0].values.map((one) => one!.value.toFixed(3));
    expect(lines.find((line) => line.startsWith('  macro'))).toMatch(new RegExp(all.join('.+')));
    expect(compared.text).toMatch(/difference +−0\.\d+ \(−0\.\d+ to −0\.\d+\) \*/);
    expect(compared.text).toMatch(/volumes seen +640 +640 +640/);
  });

  it('draws them on a page that asks for nothing', () => {
    expect(/https?:|url\(|@import|<script/i.exec(compared.html)?.[0]).toBeUndefined();
    const { document } = parseHTML(compared.html);
    expect([...document.querySelectorAll('section')].map(({ id }) => id)).toEqual([
      'overall',
      'results-findings',
      'results-organLesions',
      'results-lesionSizes',
      'training',
      'experiments',
    ]);
    for (const { key, measures } of compared.data.evaluators)
      expect(document.querySelectorAll(`#results-${key} tbody circle`)).toHaveLength(5 * measures[0].targets.length);
  });

  it('needs scores', async () => {
    await mkdir(join(root, 'empty'));
    await copyFile(join(root, 'separated', 'experiment.json'), join(root, 'empty', 'experiment.json'));
    await expectCodedError(compareRuns([join(root, 'separated'), join(root, 'empty')]), 'TFM_COMPARE_NO_SCORES');
  });
});

describe('paired differences', () => {
  const random = createRandom('paired');
  const cases = Array.from({ length: 120 }, (_, index) => ({
    exam: `e${index}`,
    patient: `p${index >> 1}`,
    label: random.chance(0.4),
    predicted: false,
    target: 'cyst',
  }));
  const hardness = cases.map(() => random.normal());
  const run = (seed: string, gain: number): CaseScore[] => {
    const noise = createRandom(seed);
    return cases.map((one, index) => ({
      ...one,
      score: (one.label ? gain : 0) + hardness[index] + 0.2 * noise.normal(),
    }));
  };

  it('are sharper than the intervals of the runs, since the same exams are hard for both', () => {
    const { byTarget } = pairedDifferences(run('a', 1.3), run('b', 1));
    const difference = byTarget.get('cyst')!;
    expect(difference.low).toBeGreaterThan(0);
    // Unpaired, an AUROC near 0.8 of 48 : 72 cases has an interval about 0.16 wide.
    expect(difference.high - difference.low).toBeLessThan(0.08);
  });

  it('of F1 go by what each run called, of a mean by the scores alone', () => {
    const called = (one: CaseScore, right: boolean): CaseScore => ({ ...one, predicted: right === one.label });
    const first = run('b', 1);
    const perfect = first.map((one) => called(one, true));
    const half = first.map((one, index) => called(one, index % 2 === 0));
    expect(pairedDifferences(perfect, half, 'f1').byTarget.get('cyst')!.value).toBeGreaterThan(0.3);
    const unlabelled = first.map(({ exam, patient, target, score }) => ({ exam, patient, target, score }));
    const higher = unlabelled.map((one) => ({ ...one, score: one.score + 1 }));
    const { value, low, high } = pairedDifferences(higher, unlabelled, 'mean').byTarget.get('cyst')!;
    for (const one of [value, low, high]) expect(one).toBeCloseTo(1, 6);
  });

  it('match pairs that are cases of their own with themselves, and an exam’s one case whatever pair it is from', () => {
    const of = (pair: string, score: number) => ({ exam: 'e', patient: 'p', target: 'lung', pair, score });
    const means = (other: CaseScore[], first: CaseScore[]) =>
      pairedDifferences(other, first, 'mean').byTarget.get('lung')!.value;
    expect(means([of('right', 4), of('left', 2)], [of('left', 1), of('right', 3)])).toBeCloseTo(1);
    expect(means([of('right', 4)], [of('left', 1)])).toBeCloseTo(3);
  });

  it('use shared exams of agreed label only', () => {
    const first = run('b', 1);
    const other = run('a', 1)
      .slice(0, 100)
      .map((one, index) => (index < 5 ? { ...one, label: !one.label } : one));
    expect(pairedDifferences(other, first)).toMatchObject({ exams: 95, disagreements: 5 });
    expect(
      pairedDifferences(
        other.map((one) => ({ ...one, exam: `fresh ${one.exam}` })),
        first,
      ).macro(['cyst']),
    ).toBeUndefined();
  });
});
