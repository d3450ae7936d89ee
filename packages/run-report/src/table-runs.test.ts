import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ctRate18, merlin30 } from '@totalfm/anatomy';
import { createRandom } from '@totalfm/core';
import { runFiles } from '@totalfm/run-format';
import { expectCodedError } from '@totalfm/testing';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRunFiles } from './compare/comparison.ts';
import { readRun, type RunFiles } from './run-files.ts';
import { tableFormats, tableRunFiles, tableRuns } from './table-runs.ts';
import { csvCell } from './tables/csv.ts';
import { latexText } from './tables/latex.ts';
import type { PaperTable } from './tables/paper-table.ts';
import { rowCases } from './tables/row-cases.ts';
import { countWins, isClearly, outcomeOf } from './tables/wins.ts';
import { writeMadeUpRun } from './test-support/made-up-run.ts';

describe('tables of runs', () => {
  let root: string;
  let runs: RunFiles[];
  let tables: readonly PaperTable[];
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'totalfm-tables-'));
    for (const [name, handicap] of Object.entries({ ours: 0, 'a_b & c': 0.7, again: 0 })) {
      await mkdir(join(root, name));
      await writeMadeUpRun(join(root, name), { name, handicap, exams: 80, steps: 2 });
    }
    runs = await Promise.all(['ours', 'a_b & c', 'again'].map((name) => readRun(join(root, name))));
    tables = tableRunFiles(runs);
    // Some 150 targets and measures, each drawn some thousand times: longer than others where cores are shared.
  }, 60_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  const rowsOf = ({ measured }: PaperTable) => measured.groups.flatMap(({ rows }) => rows);
  const row = (table: number, id: string) => rowsOf(tables[table]).find((one) => one.id === id)!;

  it('have the rows of the paper, in its order, scored or not', () => {
    const [organs, merlin, ctRate] = tables;
    expect(organs.measured.groups.map(({ rows }) => rows.length)).toEqual([6, 14]);
    expect(rowsOf(merlin).map(({ id }) => id)).toEqual(merlin30.labels.map(({ name }) => name));
    expect(rowsOf(ctRate).map(({ id }) => id)).toEqual(ctRate18.labels.map(({ name }) => name));
    expect(row(1, 'thrombosis').reasons).toEqual(Array(3).fill('no finding of the experiment'));
    expect(merlin.notes.at(-1)).toMatch(/^Not scored: no finding of the experiment in any run \(.*thrombosis.*\)\.$/);
  });

  it('hold the values of the runs and the paired differences that runs are compared by', () => {
    for (const [table, id] of [
      [0, 'liver'],
      [1, 'ascites'],
      [2, 'Cardiomegaly'],
    ] as const) {
      const { evaluator, measure } = tables[table].measured.spec;
      const { values, differences, targets } = row(table, id);
      const found = runs.map(({ metrics }) => metrics[evaluator].targets.find((one) => one.id === targets[0])!);
      values.forEach((one, run) => expect(one!.value).toBeCloseTo(found[run].measures[measure.id].value, 9));
      const lean = [runs[1], runs[0]].map((run) => ({
        ...run,
        scores: run.scores.filter((one) => one.evaluator === evaluator && one.target === targets[0]),
      }));
      const compared = compareRunFiles(lean).evaluators.find(({ key }) => key === evaluator)!;
      const same = compared.measures.find((one) => one.measure.id === measure.id)!;
      const paired = same.targets.find((one) => one.id === targets[0])!.differences[1]!;
      expect(differences[1]!.value).toBeCloseTo(paired.value, 9);
      expect('p' in differences[1]! && differences[1].p).toBe('p' in paired && paired.p);
      expect(differences[2]).toEqual({ value: 0, untested: 'alike' });
    }
  });

  it('count wins of the first run, over itself ties', () => {
    const [{ wins, rows }] = tables[1].measured.groups;
    const scored = rows.filter(({ values }) => values[0]).length;
    expect(wins[0].wins + wins[0].losses + wins[0].ties).toBe(scored);
    expect(wins[0].wins).toBeGreaterThan(scored / 2);
    expect(wins[1]).toMatchObject({ wins: 0, losses: 0, ties: scored });
  });

  it('measure a row on the exams that all runs with the row scored, and say which run has not', () => {
    const [ours, other] = runs;
    const fewer = {
      ...other,
      scores: other.scores.filter(({ exam, target }) => exam < 'exam-0050' && target !== 'ascites'),
    };
    const [, merlin] = tableRunFiles([ours, fewer]);
    const of = (id: string) => rowsOf(merlin).find((one) => one.id === id)!;
    expect(of('cardiomegaly')).toMatchObject({ exams: 50, patients: 25 });
    expect(of('ascites')).toMatchObject({ exams: 80, differences: [undefined, undefined] });
    expect(of('ascites').reasons[0]).toBeUndefined();
    expect(of('ascites').reasons[1]).toBeDefined();
  });

  it('leave out cases on whose label the runs disagree, and count them', () => {
    const [ours, other] = runs;
    const flipped = other.scores.map((one) =>
      one.exam === 'exam-0003' && one.target === 'cardiomegaly' ? { ...one, label: !one.label } : one,
    );
    const [, merlin] = tableRunFiles([ours, { ...other, scores: flipped }]);
    expect(rowsOf(merlin).find(({ id }) => id === 'cardiomegaly')!.exams).toBe(79);
    expect(merlin.notes.join()).toContain('Left out: 1 cases');
  });

  it('name thresholds that validation did not give', () => {
    const [ours] = runs;
    const { organLesions } = ours.metrics;
    const targets = organLesions.targets.map((one) =>
      one.id === 'lung' ? { ...one, thresholdFrom: 'default' as const } : one,
    );
    const made = tableRunFiles([{ ...ours, metrics: { ...ours.metrics, organLesions: { ...organLesions, targets } } }]);
    expect(tableFormats.text(made)).toMatch(/^ {2}lung +0\.\d+ \(0\.\d+–0\.\d+\) †$/m);
    expect(tableFormats.text(made)).toContain('†: no validation exam of both classes');
    expect(tableFormats.csv(made)).toMatch(
      /^organ-lesions,Organs shared with CT-CLIP,lung,.*,default,,0\.95,1000,1\r$/m,
    );
  });

  it('are written as text, CSV, LaTeX and a page that asks for nothing', () => {
    expect(tableFormats.text(tables)).toMatch(/^ {2}ours above a_b & c in \d+ of 6 \(\d+ clearly\), below in \d/m);
    const lines = tableFormats.csv(tables).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 3 * (6 + 14 + 30 + 18));
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([27]));
    const latex = tableFormats.latex(tables);
    expect(latex).toContain('a\\_b \\& c');
    // Nothing that a font of seven bits lacks.
    expect(/[^\n -~]/.exec(latex)).toBeNull();
    expectWellFormed(latex, 6);
    const html = tableFormats.html(tables);
    expect(/https?:|url\(|@import|<script/i.exec(html)?.[0]).toBeUndefined();
    const { document } = parseHTML(html);
    expect([...document.querySelectorAll('section')].map(({ id }) => id)).toEqual([
      'organ-lesions',
      'merlin-30',
      'ct-rate-18',
    ]);
    expect(document.querySelectorAll('#merlin-30 tbody tr')).toHaveLength(31);
  });

  it('need scores, exams in common and the files of a run', async () => {
    const codeOf = (made: Promise<unknown>, code: string) => expectCodedError(made, code);
    const [ours, other] = runs;
    const asked = (...given: RunFiles[]) => Promise.resolve().then(() => tableRunFiles(given));
    await codeOf(asked(ours, { ...other, scores: [] }), 'TFM_TABLES_NO_SCORES');
    const elsewhere = other.scores.map((one) => ({ ...one, exam: `other ${one.exam}` }));
    await codeOf(asked(ours, { ...other, scores: elsewhere }), 'TFM_TABLES_NO_SHARED_EXAMS');
    await mkdir(join(root, 'empty'));
    await codeOf(tableRuns([ours.dir, join(root, 'empty')]), 'TFM_REPORT_NOT_A_RUN');
    await writeFile(join(root, 'empty', runFiles.metrics), '{"findings": 3}');
    await codeOf(tableRuns([ours.dir, join(root, 'empty')]), 'TFM_RUN_FORMAT');
  });
});

/** What LaTeX would complain of: braces and environments that do not close, rows that have not a cell for each column. */
function expectWellFormed(latex: string, columns: number): void {
  const open: string[] = [];
  for (const [, brace, what, environment] of latex.matchAll(/(?<!\\)([{}])|\\(begin|end)\{(\w+)\}/g)) {
    const [opens, name] = brace ? [brace === '{', 'brace'] : [what === 'begin', environment];
    if (opens) open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
  const rows = latex.split('\n').filter((line) => line.endsWith(' \\\\') && !line.startsWith('\\multicolumn'));
  expect(new Set(rows.map((row) => row.match(/(?<!\\)&/g)?.length))).toEqual(new Set([columns - 1]));
}

describe('cases of a row of several targets', () => {
  const line = (target: string, score: number, label?: boolean) => ({
    ...{ evaluator: 'findings', exam: 'e', patient: 'p', target, score, label },
    predicted: score > 0,
  });

  it('have the highest score, and are positive where any is', () => {
    const of = (...lines: ReturnType<typeof line>[]) => rowCases(lines, ['a', 'b']).get('e');
    expect(of(line('a', 0.1, false), line('b', -0.2, true), line('c', 9, true))).toMatchObject({
      score: 0.1,
      label: true,
      predicted: true,
    });
    expect(of(line('a', -0.1, false), line('b', -0.2, false))).toMatchObject({ label: false, predicted: false });
    expect(of(line('a', 0.1))).toBeUndefined();
  });
});

describe('wins', () => {
  const random = createRandom('wins');
  const differences = Array.from({ length: 400 }, () => {
    const value = random.chance(0.1) ? 0 : random.normal();
    return random.chance(0.1)
      ? undefined
      : { value, low: value - Math.abs(random.normal()), high: value + Math.abs(random.normal()) };
  });

  it('losses and ties are all that is compared, and the clear ones are among them', () => {
    const counted = countWins(differences);
    expect(counted.wins + counted.losses + counted.ties).toBe(counted.compared);
    expect(counted.compared).toBe(differences.filter(Boolean).length);
    expect(counted.clearWins).toBeLessThan(counted.wins);
    expect(counted.clearLosses).toBeLessThan(counted.losses);
  });

  it('of one are losses of the other', () => {
    const turned = differences.map((one) => one && { value: -one.value, low: -one.high, high: -one.low });
    const { wins, losses, clearWins, clearLosses, ...rest } = countWins(differences);
    expect(countWins(turned)).toEqual({
      wins: losses,
      losses: wins,
      clearWins: clearLosses,
      clearLosses: clearWins,
      ...rest,
    });
  });

  it('are none where nothing differs, and clear only beyond the end of the interval', () => {
    expect(outcomeOf({ value: 1e-15 })).toBe('tie');
    expect(isClearly({ value: 0.1, low: 0, high: 0.2 })).toBe(false);
    expect(isClearly({ value: -0.1, low: -0.2, high: -1e-6 })).toBe(true);
    expect(isClearly({ value: 0, low: 0.01, high: 0.02 })).toBe(false);
  });
});

describe('text in a table', () => {
  it.each([
    ['a_b & 5 % of $x$ #1', String.raw`a\_b \& 5 \% of \$x\$ \#1`],
    ['−0.5 (−1–0) †', String.raw`$-$0.5 ($-$1--0) $\dagger$`],
    [String.raw`\{~^}<>`, String.raw`\textbackslash{}\{\textasciitilde{}\textasciicircum{}\}\textless{}\textgreater{}`],
  ])('%s is LaTeX %s', (text, latex) => expect(latexText(text)).toBe(latex));

  it.each([
    ['plain', 'plain'],
    ['a, b', '"a, b"'],
    ['say "a"', '"say ""a"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    [-0.5, '-0.5'],
    [undefined, ''],
  ])('%j is a cell %j', (value, cell) => expect(csvCell(value)).toBe(cell));
});
