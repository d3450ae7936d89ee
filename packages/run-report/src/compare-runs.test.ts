import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type CaseScore, type CaseStatistic } from '@totalfm/core';
import type { TestedDifference } from '@totalfm/statistics';
import { expectCodedError } from '@totalfm/testing';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRuns, type RunComparison } from './compare-runs.ts';
import { compareRunFiles } from './compare/comparison.ts';
import { commonCases } from './compare/common-cases.ts';
import { drawPatients, measureTarget, targetDifferences } from './compare/common-ground.ts';
import { measuresByTarget } from './compare/evaluators.ts';
import { comparisonPage } from './compare/page.ts';
import { comparisonText } from './compare/text.ts';
import { headlineText } from './headline-text.ts';
import { readRun, type RunFiles } from './run-files.ts';
import { seedsText } from './seeds-text.ts';
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
    // Some 150 targets and measures, each drawn some thousand times: longer than others where cores are shared.
  }, 60_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  const meansOf = (key: string) => compared.data.evaluators.find((one) => one.key === key)!.measures[0].means;

  it('shows a loss where there is one, and none where the runs are the same', () => {
    const [, worse, same] = meansOf('findings')[0].differences;
    expect((worse as TestedDifference).high).toBeLessThan(0);
    const { shared } = meansOf('findings')[0];
    expect(shared!.targets.length).toBeGreaterThan(30);
    expect(shared!.exams).toBe(80);
    expect(shared!.values[1]!.value - shared!.values[0]!.value).toBeCloseTo(worse!.value, 12);
    expect(same).toEqual({ value: 0, untested: 'alike' });
    expect(meansOf('findings').map(({ name }) => name)).toEqual(['macro', 'whole-organ', 'focal', 'tiny']);
    for (const { sharedExams } of compared.data.evaluators) expect(sharedExams).toEqual([80, 80, 80]);
  });

  it('compares what an evaluator measures that nobody here knows', () => {
    const sizes = compared.data.evaluators.find(({ key }) => key === 'lesionSizes')!;
    const [error, slope] = sizes.measures;
    // The primary measure comes first; a mean of case scores has paired differences, here of 3 mm × the handicap.
    expect(error.measure).toMatchObject({ id: 'error', better: 'lower' });
    const [, worse, same] = error.means[0].differences;
    expect((worse as TestedDifference).low).toBeGreaterThan(1.5);
    expect((worse as TestedDifference).high).toBeLessThan(3.5);
    expect(same).toEqual({ value: 0, untested: 'alike' });
    expect(error.means[0].shared!.targets).toHaveLength(2);
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
    for (const { key, measures } of compared.data.evaluators) {
      const tested = measures[0].targets.flatMap(({ differences }) => differences.filter((one) => one && 'p' in one));
      expect(document.querySelectorAll(`#results-${key} tbody circle`)).toHaveLength(
        3 * measures[0].targets.length + tested.length,
      );
    }
  });

  it('holds findings together: the interval leaves out 0 just where the corrected p says so', () => {
    const { targets } = compared.data.evaluators[0].measures[0];
    const tested = targets.flatMap(({ differences: [, one] }) => (one && 'p' in one ? [one] : []));
    expect(tested.length).toBeGreaterThan(20);
    for (const { low, high, p, pHolm } of tested) {
      expect(pHolm).toBeGreaterThanOrEqual(p);
      expect(low > 0 || high < 0).toBe(pHolm! <= 0.05);
    }
    expect(compared.text).toContain('Holm');
    expect(compared.html).toContain('Holm');
  });

  it('stand beside the means over what both have', async () => {
    const [first, other] = await Promise.all(['separated', 'whole-volume'].map((name) => readRun(join(root, name))));
    const [{ target }] = other.scores;
    const few = { ...other, scores: other.scores.filter((one) => one.target === target && one.exam < 'exam-0060') };
    const data = compareRunFiles([first, few]);
    const [{ shared, values, differences }] = data.evaluators[0].measures[0].means;
    expect(shared).toMatchObject({ targets: [target], exams: 60 });
    expect(differences[1]!.value).toBeCloseTo(shared!.values[1]!.value - shared!.values[0]!.value, 12);
    expect(values[0]!.value).not.toBeCloseTo(shared!.values[0]!.value, 3);
    expect(comparisonText(data)).toContain('over 1 finding of 60 exams that all have');
    expect(comparisonPage(data)).toContain('over 1 finding of 60 exams that all have');
    expect(data.notes.join()).toMatch(/60 of them the same/);
  });

  it('are one arm where they differ by the seed alone', async () => {
    const read = await Promise.all(['separated', 'whole-volume', 'again'].map((name) => readRun(join(root, name))));
    const few = read[0].metrics.findings.targets.slice(0, 3).map(({ id }) => id);
    const [first, other, again] = read.map((run) => ({
      ...run,
      scores: run.scores.filter(({ evaluator, target }) => evaluator === 'findings' && few.includes(target)),
    }));
    const reseeded = { ...again, name: 'separated-seed-8', experiment: { ...again.experiment!, seed: 8 } };
    const { runs, evaluators } = compareRunFiles([first, other, reseeded]);
    expect(runs.map(({ name, seeds }) => [name, seeds])).toEqual([
      ['separated', [7, 8]],
      ['whole-volume', [7]],
    ]);
    const [macro] = evaluators[0].measures[0].means;
    expect(macro.values[0]).toMatchObject({ deviation: 0 });
    expect(macro.differences[1]!.value).toBeLessThan(0);
    expect(seedsText([first, other, reseeded]).join('\n')).toMatch(/separated, seeds 7, 8: .*± 0\.000/);
  });

  it('need exams in common, and say what differs between the cohorts', async () => {
    const first = await readRun(join(root, 'separated'));
    const elsewhere = {
      ...first,
      experiment: { ...first.experiment!, cohort: { use: 'phantom', exams: 600, seed: 101 } },
      scores: first.scores.map((one) => ({ ...one, exam: `other ${one.exam}` })),
    };
    const asked = Promise.resolve().then(() => compareRunFiles([first, elsewhere]));
    await expectCodedError(asked, 'TFM_COMPARE_NO_SHARED_EXAMS');
    await expect(asked).rejects.toThrow(/cohort\.seed: 7 and 101/);
  });

  it('needs scores', async () => {
    await mkdir(join(root, 'empty'));
    await copyFile(join(root, 'separated', 'experiment.json'), join(root, 'empty', 'experiment.json'));
    await expectCodedError(compareRuns([join(root, 'separated'), join(root, 'empty')]), 'TFM_COMPARE_NO_SCORES');
  });
});

describe('compared written reports', () => {
  const estimate = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
  const run = (name: string, generators: Readonly<Record<string, number>>): RunFiles => {
    const entries = Object.entries(generators);
    return {
      ...{ dir: name, name, training: [], failures: [], checkpoints: {}, written: [] },
      metrics: {
        reports: {
          title: 'Written reports',
          description: 'Reports.',
          unit: 'generator',
          measures: [
            { id: 'errors', title: 'Errors', better: 'lower', statistic: 'mean' },
            { id: 'f1', title: 'F1', better: 'higher', range: [0, 1] },
          ],
          primary: 'f1',
          targets: entries.map(([id, errors]) => {
            return { id, name: id, measures: { f1: estimate(1 / (1 + errors)), errors: estimate(errors) } };
          }),
          means: [],
          skipped: [],
          details: {},
        },
      },
      scores: entries.flatMap(([target, errors]) =>
        Array.from({ length: 40 }, (_, index) => {
          return {
            evaluator: 'reports',
            exam: `e${index}`,
            patient: `p${index}`,
            target,
            score: errors + (index % 5) - 2,
          };
        }),
      ),
    };
  };
  const compared = compareRunFiles([run('one', { composed: 3, nearest: 4 }), run('other', { composed: 2 })]);

  it('are those of each generator, with paired differences of what reports get wrong', () => {
    const [f1, errors] = measuresByTarget(compared.evaluators[0]);
    expect([f1, errors].map(({ measure }) => measure.id)).toEqual(['f1', 'errors']);
    expect(f1.targets[0]).toMatchObject({ name: 'composed', differences: [undefined, undefined] });
    const composed = errors.targets.find(({ id }) => id === 'composed')!;
    for (const name of ['value', 'low', 'high'] as const)
      expect((composed.differences[1] as TestedDifference)[name]).toBeCloseTo(-1, 9);
    // Nobody wrote of the second run by retrieval.
    expect(errors.targets.find(({ id }) => id === 'nearest')!.differences[1]).toBeUndefined();
  });

  it('are printed and drawn though there are no means', () => {
    expect(comparisonText(compared)).toMatch(
      /^Errors \(lower is better\) by generator\n {2}composed +3\.0+ +2\.0+ +\(−1\.0+ \*\)$/m,
    );
    const { document } = parseHTML(comparisonPage(compared));
    expect(document.querySelectorAll('#results-reports table')).toHaveLength(2);
    expect(document.querySelectorAll('#overall h3')).toHaveLength(0);
    expect(headlineText(run('one', { composed: 3 }).metrics)).toEqual([
      'Written reports, F1, with 95 % intervals: composed 0.250 (0.150–0.350)',
    ]);
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

  const difference = (other: CaseScore[], first: CaseScore[], statistic: CaseStatistic = 'auroc') => {
    const common = commonCases([first, other]);
    const draws = drawPatients(common);
    const measured = measureTarget(statistic, common[0], [[0], [1]], draws);
    return targetDifferences([measured], draws)[0][1] as TestedDifference;
  };

  it('are sharper than the intervals of the runs, since the same exams are hard for both', () => {
    const { low, high } = difference(run('a', 1.3), run('b', 1));
    expect(low).toBeGreaterThan(0);
    // Unpaired, an AUROC near 0.8 of 48 : 72 cases has an interval about 0.16 wide.
    expect(high - low).toBeLessThan(0.08);
  });

  it('of F1 go by what each run called, of a mean by the scores alone', () => {
    const called = (one: CaseScore, right: boolean): CaseScore => ({ ...one, predicted: right === one.label });
    const first = run('b', 1);
    const perfect = first.map((one) => called(one, true));
    const half = first.map((one, index) => called(one, index % 2 === 0));
    expect(difference(perfect, half, 'f1').value).toBeGreaterThan(0.3);
    const unlabelled = first.map(({ exam, patient, target, score }) => ({ exam, patient, target, score }));
    const higher = unlabelled.map((one) => ({ ...one, score: one.score + 1 }));
    const { value, low, high } = difference(higher, unlabelled, 'mean');
    for (const one of [value, low, high]) expect(one).toBeCloseTo(1, 6);
  });

  it('match pairs that are cases of their own with themselves, and an exam’s one case whatever pair it is from', () => {
    const of = (pair: string, score: number) => ({ exam: 'e', patient: 'p', target: 'lung', pair, score });
    const means = (other: CaseScore[], first: CaseScore[]) => difference(other, first, 'mean').value;
    expect(means([of('right', 4), of('left', 2)], [of('left', 1), of('right', 3)])).toBeCloseTo(1);
    expect(means([of('right', 4)], [of('left', 1)])).toBeCloseTo(3);
  });

  it('use shared exams of agreed label only', () => {
    const first = run('b', 1);
    const other = run('a', 1)
      .slice(0, 100)
      .map((one, index) => (index < 5 ? { ...one, label: !one.label } : one));
    const [common] = commonCases([first, other]);
    expect(common.byRun.map((cases) => cases!.length)).toEqual([95, 95]);
    expect(common.disagreements).toBe(5);
    const elsewhere = other.map((one) => ({ ...one, exam: `fresh ${one.exam}` }));
    expect(commonCases([first, elsewhere])[0].byRun).toEqual([[], []]);
    expect(difference(elsewhere, first)).toBeUndefined();
  });
});
