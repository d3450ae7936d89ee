import type { Json } from '@totalfm/core';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { RunFiles } from '../run-files.ts';
import { armsOf } from './arms.ts';
import { compareRunFiles } from './comparison.ts';
import { curveFigures, curveFiles } from './curve-figures.ts';
import { curveParts, curvePartsOf } from './curve-parts.ts';
import { curvesMarkdown, curveTables, curvesText } from './curve-tables.ts';
import { curvesOf } from './curves.ts';
import { comparisonPage } from './page.ts';

interface MadeUp {
  readonly value?: number;
  readonly seconds?: Readonly<Record<string, number>>;
}

/** A run with one evaluator; its experiment is what is given, and what every experiment has. */
function runOf(experiment: Readonly<Record<string, Json>>, { value = 0.7, seconds = {} }: MadeUp = {}): RunFiles {
  const name = JSON.stringify(experiment);
  const mean = { value, low: value - 0.1, high: value + 0.05 };
  const cases = Array.from({ length: 24 }, (_, index) => ({
    exam: `e${index}`,
    patient: `p${index}`,
    label: index < 12,
  }));
  return {
    ...{ dir: name, name, training: [], failures: [], written: [] },
    experiment: { name, seed: 0, ...experiment } as unknown as RunFiles['experiment'],
    manifest: {
      versions: { totalfm: '0.1.0', commit: 'abc123' },
      stages: Object.entries(seconds).map(([stage, seconds]) => ({ stage, artifact: stage, reused: false, seconds })),
    } as unknown as RunFiles['manifest'],
    checkpoints: Object.fromEntries(
      Object.keys(seconds).map((stage) => [stage, { steps: 1, samples: 1, parameters: 1 }]),
    ) as unknown as RunFiles['checkpoints'],
    metrics: {
      findings: {
        ...{ title: 'Findings', description: 'Findings.', unit: 'finding', primary: 'auroc' },
        measures: [{ id: 'auroc', title: 'AUROC', better: 'higher', range: [0, 1], statistic: 'auroc' }],
        targets: [{ id: 'cyst', name: 'cyst', measures: { auroc: mean } }],
        means: [{ name: 'macro', measures: { auroc: mean }, targets: ['cyst'] }],
        skipped: [],
        details: {},
      },
    },
    scores: cases.map((one, index) => ({
      ...one,
      evaluator: 'findings',
      target: 'cyst',
      score: index % 7,
      predicted: false,
    })),
  };
}

const steps = (count: number, more: Readonly<Record<string, Json>> = {}) => ({
  vision: { use: 'organ-vit', patch: [4, 4, 4], room: 96 },
  pretrain: false,
  align: { use: 'contrastive', steps: count, warmup: 10 },
  ...more,
});
const other = { vision: { use: 'video-vit', dim: 96 } };
const drawn = (...experiments: readonly Readonly<Record<string, Json>>[]) =>
  curvesOf(armsOf(experiments.map((one) => runOf(one))));

describe('numbers that runs are drawn against', () => {
  it('are called as their sweeps are, where these have different names', () => {
    const arms = ['organs', 'whole'].flatMap((sweep, index) =>
      [1, 2].map((steps) => ({
        ...runOf({ align: { use: 'contrastive', steps }, cutter: { spacing: [index, index, index] } }),
        name: `${sweep}.steps-${steps}`,
      })),
    );
    expect(curvesOf(armsOf(arms)).flatMap(({ curves }) => curves.map(({ name }) => name))).toEqual(['organs', 'whole']);
  });

  it('are those in which runs differ that are alike in all else, a curve for each way in which they are', () => {
    const [curves, ...more] = drawn(steps(400), steps(100), steps(200, other), steps(100, other));
    expect(more).toEqual([]);
    expect(curves.path).toBe('align.steps');
    expect(curves.curves).toEqual([
      {
        name: 'organ-vit',
        points: [
          { x: 100, arm: 1 },
          { x: 400, arm: 0 },
        ],
      },
      {
        name: 'video-vit',
        points: [
          { x: 100, arm: 3 },
          { x: 200, arm: 2 },
        ],
      },
    ]);
  });

  it('are named by as little as tells them apart', () => {
    const pretrained = { pretrain: { use: 'videomae', steps: 100 } };
    const all = [{}, pretrained, other, { ...other, ...pretrained }];
    const [{ curves }] = drawn(...all.flatMap((more) => [steps(100, more), steps(200, more)]));
    expect(curves.map(({ name }) => name)).toEqual([
      'organ-vit, pretrain false',
      'organ-vit, pretrain videomae',
      'video-vit, pretrain false',
      'video-vit, pretrain videomae',
    ]);
    expect(drawn(steps(100), steps(200))[0].curves.map(({ name }) => name)).toEqual(['']);
  });

  it('are each of a grid, and a run alone is a point of its own', () => {
    const shares = [0.05, 1].map((share) => ({ reports: { share } }));
    const grid = drawn(...shares.flatMap((more) => [steps(100, more), steps(200, more)]), steps(300, other));
    expect(grid.map(({ path, curves }) => [path, curves.map(({ points }) => points.length)])).toEqual([
      ['align.steps', [2, 2, 1]],
      ['reports.share', [2, 2]],
    ]);
  });

  it.each([
    ['only seeds differ', [steps(100), steps(100, { seed: 1 })]],
    [
      'seeds and folds of components do',
      [0, 1].map((seed) => steps(100, { cohort: { seed }, unseen: { fold: seed } })),
    ],
    ['numbers change together', [steps(100), { ...steps(200), align: { use: 'contrastive', steps: 200, warmup: 20 } }]],
    [
      'it is a list of numbers',
      [
        [4, 4, 4],
        [8, 8, 8],
      ].map((patch) => steps(100, { vision: { patch } })),
    ],
    ['words do', [steps(100), steps(100, { align: { use: 'contrastive', steps: 100, loss: 'sigmoid' } })]],
  ])('are none where %s', (_, experiments) => expect(drawn(...experiments)).toEqual([]));
});

describe('curves', () => {
  const pretrained = { pretrain: { use: 'videomae' } };
  const runs = [
    runOf(steps(1000), { value: 0.8, seconds: { align: 200.4 } }),
    runOf(steps(50), { value: 0.6, seconds: { align: 10 } }),
    runOf({ ...steps(50), seed: 1 }, { value: 0.7, seconds: { align: 12 } }),
    runOf(steps(50, pretrained), { value: 0.7, seconds: { pretrain: 30.2, align: 11 } }),
  ];
  const comparison = compareRunFiles(runs);
  const parts = curveParts(comparison);

  it('have what was found, and what training took with pretraining said', () => {
    expect(curveTables(parts)).toEqual([
      {
        title: 'Findings, AUROC, against align.steps',
        columns: ['align.steps', 'arm', 'macro', 'seeds', 'training, s', 'of it align', 'of it pretrain', 'commit'],
        rows: [
          ['50', 'pretrain false', '0.650 ± 0.071', '0, 1', '11', '11', '–', 'abc123'],
          ['1000', 'pretrain false', '0.800 (0.700–0.850)', '0', '200', '200', '–', 'abc123'],
          ['50', 'pretrain videomae', '0.700 (0.600–0.750)', '0', '41', '11', '30', 'abc123'],
        ],
      },
    ]);
    expect(curvesMarkdown(parts)).toMatch(/\| --- \|.*\n\| 50 \| pretrain false \| 0\.650 ± 0\.071 \|/);
    expect(curvesText(parts)).toEqual(curvesText(curvePartsOf(armsOf(runs))));
  });

  it('are drawn against the number, and against seconds where it says how long something is trained', () => {
    const [byNumber, bySeconds, ...more] = curveFigures(parts);
    expect(more).toEqual([]);
    expect(bySeconds.legend.map(({ name }) => name)).toEqual([
      'pretrain false',
      'pretrain videomae, pretrain 30 s of it',
    ]);
    expect(bySeconds.figures[0].plot.curves.map(({ points }) => points.map(({ x }) => x))).toEqual([[11, 200], [41]]);
    // Of several seeds a band is one deviation to either side.
    expect(byNumber.figures[0].plot.curves[0].points[0].low).toBeCloseTo(0.65 - 0.0707, 3);
    const untimed = runs.map((run) => ({ ...run, manifest: undefined }));
    expect(curveFigures(curvePartsOf(armsOf(untimed)))).toHaveLength(1);
  });

  it('are drawn by the size of lesions, whatever runs differ in, a curve for each that has sizes', () => {
    const withSizes = (run: RunFiles, ...values: readonly number[]): RunFiles => {
      const bySize = values.map((value, index) => ({
        ...{ id: `b${index}`, name: `b${index}`, level: { value: 6 + 8 * index, unit: 'mm' }, findings: ['cyst'] },
        measures: { auroc: { value, low: value - 0.1, high: value + 0.1 } },
      }));
      return { ...run, metrics: { findings: { ...run.metrics.findings, details: { bySize } } } };
    };
    const first = withSizes(runOf(other, { seconds: { align: 20 } }), 0.5, 0.7);
    const known = curveParts(compareRunFiles([first, withSizes(runOf({ ...other, seed: 1 }), 0.7, 0.7), runOf({})]));
    const [{ legend, figures }] = curveFigures(known);
    expect(legend).toEqual([]);
    expect(
      figures.map(({ plot }) => plot.curves.map(({ points }) => points.map(({ x, value }) => [x, value]))),
    ).toEqual([
      [
        [
          [6, 0.6],
          [14, 0.7],
        ],
      ],
    ]);
    const [{ rows }] = curveTables(known);
    expect(rows.map((cells) => cells.slice(0, 3))).toEqual([
      ['b0', '6 mm', '0.600 ± 0.141'],
      ['b1', '14 mm', '0.700 ± 0.000'],
      ['seeds', '', '0, 1'],
      ['training, s', '', '20'],
      ['commit', '', 'abc123'],
    ]);
    expect(curvesMarkdown(known)).toContain('against lesion size');
    expect([...curveFiles(known).keys()]).toEqual(['findings-lesions-by-lesion-size.svg']);
  });

  it('are drawn by levels of change, of each kind one, from the value without any', () => {
    const targets = [
      { id: 'unchanged', name: 'unchanged', value: 0.9 },
      { id: 'noise-50', name: 'noise of 50 HU', value: 0.7, grade: 'noise', level: { value: 50, unit: 'HU' } },
      { id: 'cut-10', name: 'a tenth cut off', value: 0.8, grade: 'cut off', level: { value: 10, unit: '%' } },
    ].map(({ value, ...target }) => ({
      ...target,
      measures: { auroc: { value, low: value - 0.1, high: value + 0.1 } },
    }));
    const run = runOf({});
    const stress = { ...run.metrics.findings, title: 'Stress', targets };
    const known = curveParts(compareRunFiles([{ ...run, metrics: { stress } }]));
    const [{ legend, figures }] = curveFigures(known);
    expect(legend).toEqual([]);
    expect(
      figures.map(({ mean, plot }) => [mean, ...plot.curves[0].points.map(({ x, value }) => `${value} at ${x}`)]),
    ).toEqual([
      ['noise', '0.9 at 0', '0.7 at 50'],
      ['cut off', '0.9 at 0', '0.8 at 10'],
    ]);
    expect([...curveFiles(known).keys()]).toEqual(['stress-noise-by-level.svg', 'stress-cut-off-by-level.svg']);
    expect(curvesMarkdown(known)).toContain('| noise of 50 HU | 50 HU | 0.700 (0.600–0.800) |');
  });

  it('stand on the page, in words as well, and in files that need no style sheet', () => {
    const { document } = parseHTML(comparisonPage(comparison));
    expect(document.querySelectorAll('#curves figure svg')).toHaveLength(2);
    expect(document.querySelector('#curves svg')!.getAttribute('aria-label')).toBe(
      'AUROC (macro) by align.steps: pretrain false 0.650 at 50, 0.800 at 1000; pretrain videomae 0.700 at 50.',
    );
    const files = curveFiles(parts);
    expect([...files.keys()]).toEqual([
      'findings-macro-by-align.steps.svg',
      'findings-macro-by-align.steps-in-seconds.svg',
    ]);
    for (const svg of files.values()) {
      expect(svg).toMatch(/^<svg\s+xmlns=/);
      expect(svg).not.toMatch(/var\(|https?:(?!\/\/www\.w3\.org)|NaN|undefined/);
      expect(svg).toContain('prefers-color-scheme: dark');
    }
    expect(comparisonPage(compareRunFiles(runs.slice(0, 1)))).not.toContain('id="curves"');
  });
});
