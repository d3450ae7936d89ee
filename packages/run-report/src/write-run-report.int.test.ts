import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import type { RunMetrics } from '@totalfm/run-format';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headlineText } from './headline-text.ts';
import { madeUpVolume, writeMadeUpRun } from './test-support/made-up-run.ts';
import { writeRunReport } from './write-run-report.ts';

describe('the report of a run', () => {
  let dir: string;
  let text: string;
  let metricsText: string;
  let page: ReturnType<typeof parseHTML>['document'];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'totalfm-report-'));
    await writeMadeUpRun(dir);
    metricsText = await readFile(join(dir, 'metrics.json'), 'utf8');
    text = await readFile(await writeRunReport(dir, { volume: madeUpVolume }), 'utf8');
    page = parseHTML(text).document;
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const textOf = (selector: string) =>
    [...page.querySelectorAll(selector)].map((element) => (element.textContent ?? '').trim());

  it('asks for nothing from elsewhere', () => {
    expect(/https?:|url\(|@import/i.exec(text)?.[0]).toBeUndefined();
    expect(page.querySelectorAll('script, link, iframe, object')).toHaveLength(0);
    for (const image of page.querySelectorAll('img'))
      expect(image.getAttribute('src')).toMatch(/^data:image\/png;base64,/);
  });

  it('shows the numbers of metrics.json', () => {
    const metrics: RunMetrics = JSON.parse(metricsText);
    const three = (number: number) => number.toFixed(3);
    const means = Object.values(metrics).flatMap(({ means, primary }) =>
      means.map(({ measures }) => measures[primary]!.value),
    );
    expect(textOf('.card .value')).toEqual(means.map(three));
    for (const [key, { targets }] of Object.entries(metrics)) {
      const rows = new Map(
        [...page.querySelectorAll(`#results-${key} tr`)].map((row) => [
          row.querySelector('th')?.textContent?.trim(),
          row,
        ]),
      );
      for (const { name, measures, positives, negatives } of targets) {
        const cells = [...rows.get(name)!.querySelectorAll('td')].map((cell) => cell.textContent?.trim());
        if (positives !== undefined) expect(cells[0]).toBe(`${positives} / ${positives + negatives!}`);
        for (const { value, low, high } of Object.values(measures))
          expect(cells.map((cell) => cell?.replaceAll('−', '-'))).toContain(
            `${three(value)} (${three(low)}–${three(high)})`,
          );
      }
      expect(rows.size).toBeGreaterThan(targets.length);
    }
  });

  it('says of which contrast phases the exams are, and who says so', () => {
    const rows = [...page.querySelectorAll('#phases tbody tr')].map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim()),
    );
    expect(rows).toEqual([
      ['non-contrast', '30', '12'],
      ['portal-venous', '75', '0'],
      ['not known: 3', '', ''],
    ]);
  });

  it('shows an evaluator of a plugin as it shows its own', () => {
    expect(textOf('#results-lesionSizes caption')[0]).toMatch(/Dots are Error in mm \(lower is better\)/);
    expect(textOf('#results-lesionSizes .facts')[0]).toMatch(/ruler\s+callipers/);
    // Best first, and that is the lower error.
    const errors = textOf('#results-lesionSizes tbody td:nth-of-type(2)').map((cell) => Number.parseFloat(cell));
    expect(errors[0]).toBeLessThan(errors[1]);
    expect(page.querySelector('#roc-lesionSizes')).toBeNull();
    expect(headlineText(JSON.parse(metricsText))).toEqual([
      expect.stringMatching(
        /^Findings, AUROC, with 95 % intervals: macro 0\.\d{3} \(.+\) · whole-organ 0\.\d{3} · focal /,
      ),
      expect.stringMatching(/^Organ lesions, AUROC/),
      expect.stringMatching(/^Lesion sizes, Error in mm \(lower is better\)/),
    ]);
  });

  it('can be read without seeing: one h1, captions, headings of rows and columns, described pictures', () => {
    expect(page.querySelectorAll('h1')).toHaveLength(1);
    for (const table of page.querySelectorAll('table'))
      expect(table.querySelector('caption')?.textContent).toBeTruthy();
    for (const heading of page.querySelectorAll('th'))
      expect(heading.getAttribute('scope')).toMatch(/^(row|col|rowgroup)$/);
    for (const image of page.querySelectorAll('img')) expect(image.getAttribute('alt')).toMatch(/exam-\d+/);
    for (const plot of page.querySelectorAll('svg'))
      expect(plot.getAttribute('aria-label') ?? plot.getAttribute('aria-hidden')).toBeTruthy();
    for (const link of page.querySelectorAll('nav a'))
      expect(page.querySelector(`section${link.getAttribute('href')}`)).toBeTruthy();
  });

  it('draws curves, ROC plots, montages and failures', () => {
    expect(page.querySelectorAll('#training .curve')).toHaveLength(6);
    expect(page.querySelectorAll('#roc-findings .roc').length).toBeGreaterThan(30);
    expect(page.querySelectorAll('#cases-findings img').length).toBeGreaterThan(20);
    expect(textOf('#failures code')).toContain('TFM_NIFTI_TRUNCATED');
  });

  it('says by reason what was not scored', () => {
    const rows = [...page.querySelectorAll('#results-findings .facts tr')].map((row) =>
      (row.textContent ?? '').trim().split(/\s*\n\s*/),
    );
    expect(rows).toContainEqual(['no test exam is positive: 1', 'bladder stone']);
  });

  it('never takes text of a file for markup', () => expect(text.includes('<script>')).toBe(false));

  it('is the same file every time', async () => {
    expect((await readFile(await writeRunReport(dir, { volume: madeUpVolume }), 'utf8')) === text).toBe(true);
  });
});

describe('incomplete runs', () => {
  const withDir = async (use: (dir: string) => Promise<void>) => {
    const dir = await mkdtemp(join(tmpdir(), 'totalfm-report-'));
    await use(dir).finally(() => rm(dir, { recursive: true, force: true }));
  };

  it('a run with an experiment and nothing else still has a report', () =>
    withDir(async (dir) => {
      await writeMadeUpRun(dir, { name: 'early', exams: 40 });
      for (const name of await readdir(dir))
        if (name !== 'experiment.json') await rm(join(dir, name), { recursive: true });
      const text = await readFile(await writeRunReport(dir), 'utf8');
      expect(text).toContain('<h1>early</h1>');
      expect(text).not.toContain('id="results-');
    }));

  it('a metric line cut off by a kill is left out', () =>
    withDir(async (dir) => {
      await writeMadeUpRun(dir, { exams: 40, steps: 20 });
      const file = join(dir, 'metrics.jsonl');
      await writeFile(file, `${await readFile(file, 'utf8')}{"stage":"align","st`);
      await writeRunReport(dir);
    }));

  it('refuses what is not a run, and says which line of a file is damaged', () =>
    withDir(async (dir) => {
      await expectCodedError(writeRunReport(dir), 'TFM_REPORT_NOT_A_RUN');
      await writeFile(join(dir, 'metrics.json'), '{}');
      await writeFile(join(dir, 'scores.jsonl'), '\n{"exam":3}\n');
      await expect(writeRunReport(dir)).rejects.toMatchObject({ code: 'TFM_RUN_FORMAT', where: { line: 2 } });
    }));
});
