import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { expectCodedError } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeUpVolume, writeMadeUpRun } from './test-support/made-up-run.ts';
import { writeRunReport } from './write-run-report.ts';

describe('the report of a run', () => {
  let dir: string;
  let text: string;
  let page: ReturnType<typeof parseHTML>['document'];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'totalfm-report-'));
    await writeMadeUpRun(dir);
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

  it('shows the numbers of metrics.json', async () => {
    const { findings } = JSON.parse(await readFile(join(dir, 'metrics.json'), 'utf8'));
    const three = (number: number) => number.toFixed(3);
    expect(textOf('.card .value').slice(0, 4)).toEqual(
      [findings.macro, ...['whole-organ', 'focal', 'tiny'].map((grade) => findings.byGrade[grade])].map(({ auroc }) =>
        three(auroc.value),
      ),
    );
    const rows = new Map(
      [...page.querySelectorAll('#findings tr')].map((row) => [row.querySelector('th')?.textContent?.trim(), row]),
    );
    for (const { name, auroc, f1, positives, negatives } of Object.values<Record<string, never>>(findings.byFinding)) {
      const cells = [...rows.get(name)!.querySelectorAll('td')].map((cell) => cell.textContent?.trim());
      expect(cells[0]).toBe(`${positives} / ${positives + negatives}`);
      expect(cells[2]).toBe(
        `${three((auroc as Estimate).value)} (${three((auroc as Estimate).low)}–${three((auroc as Estimate).high)})`,
      );
      expect(cells[5]).toContain(three((f1 as Estimate).value));
    }
    expect(rows.size).toBeGreaterThan(Object.keys(findings.byFinding).length);
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
    expect(page.querySelectorAll('#roc .roc').length).toBeGreaterThan(30);
    expect(page.querySelectorAll('#cases img').length).toBeGreaterThan(20);
    expect(textOf('#failures code')).toContain('TFM_NIFTI_TRUNCATED');
  });

  it('never takes text of a file for markup', () => expect(text.includes('<script>')).toBe(false));

  it('is the same file every time', async () => {
    expect((await readFile(await writeRunReport(dir, { volume: madeUpVolume }), 'utf8')) === text).toBe(true);
  });
});

interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

describe('incomplete runs', () => {
  const withDir = async (use: (dir: string) => Promise<void>) => {
    const dir = await mkdtemp(join(tmpdir(), 'totalfm-report-'));
    await use(dir).finally(() => rm(dir, { recursive: true, force: true }));
  };

  it('a run with an experiment and nothing else still has a report', () =>
    withDir(async (dir) => {
      await writeFile(join(dir, 'experiment.json'), JSON.stringify({ name: 'early' }));
      const text = await readFile(await writeRunReport(dir), 'utf8');
      expect(text).toContain('<h1>early</h1>');
      expect(text).not.toContain('id="findings"');
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
      await expect(writeRunReport(dir)).rejects.toMatchObject({ code: 'TFM_REPORT_BAD_FILE', where: { line: 2 } });
    }));
});
