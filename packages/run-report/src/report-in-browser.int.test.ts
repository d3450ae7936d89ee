import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath, launchBrowser, openFile, soundPage } from '@totalfm/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRuns } from './compare-runs.ts';
import { parserPage } from './parser-page.ts';
import { reviewPage } from './review/review-page.ts';
import { tableFormats, tableRuns } from './table-runs.ts';
import { madeUpVolume, writeMadeUpRun } from './test-support/made-up-run.ts';
import { writeRunReport } from './write-run-report.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

/** Skipped where no Chromium is installed. */
describe.skipIf(!chromiumPath)('pages in a browser', () => {
  let root: string;
  let browser: Browser;
  const pages: Record<string, string> = {};
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'totalfm-browser-'));
    const runs = ['one', 'other'].map((name) => join(root, name));
    for (const run of runs) {
      await mkdir(run);
      await writeMadeUpRun(run, { name: run, exams: 80, steps: 10, reports: true });
    }
    pages.report = await writeRunReport(runs[0], { volume: madeUpVolume });
    pages.comparison = join(root, 'comparison.html');
    await writeFile(pages.comparison, (await compareRuns(runs)).html);
    pages.tables = join(root, 'tables.html');
    await writeFile(pages.tables, tableFormats.html(await tableRuns(runs)));
    // One long word, as reports have them in German: it must break, not push the page apart.
    const text = `${'Nebennierenrindenkarzinom'.repeat(12)} was not seen.`;
    const estimate = { value: 0.954, low: 0.943, high: 0.963 };
    const metrics = { hits: 57, falseAlarms: 2, misses: 2, precision: estimate, recall: estimate, f1: estimate };
    pages.misses = join(root, 'misses.html');
    await writeFile(
      pages.misses,
      parserPage({
        title: 'rules',
        lead: 'Two reports.',
        tables: [{ title: 'By label', groups: { 'Interlobular septal thickening': metrics }, macroF1: estimate }],
        misses: [{ report: 'valid_1', about: 'Lung nodule', kind: 'missed', sentences: [{ text, state: 'absent' }] }],
      }),
    );
    pages.review = join(root, 'review.html');
    const vote = (state: 'present' | 'absent') => ({ state, sentences: [{ text, start: 0, end: text.length }] });
    await writeFile(
      pages.review,
      reviewPage(
        'both',
        2,
        [
          {
            organ: 'kidney',
            finding: 'renal_cyst',
            parsers: ['asked', 'plain'],
            mentions: 2,
            agreement: 0.5,
            kappa: 0,
          },
        ],
        [
          {
            exam: 'exam-1',
            organ: 'kidney',
            finding: 'renal_cyst',
            votes: { asked: vote('present'), plain: vote('absent') },
          },
        ],
      ),
    );
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(root, { recursive: true, force: true });
  });

  for (const name of ['report', 'comparison', 'tables', 'misses', 'review']) {
    for (const width of [1280, 390]) {
      it(`${name}, ${width} pixels wide: nothing is asked for, nothing is broken, nothing sticks out`, async () => {
        const { page, check } = await openFile(browser, pages[name], width);
        expect(check).toEqual(soundPage);
        // A table may be wider than the window and scrolls then: what it says of itself may not.
        for (const caption of await page.locator('.scroll caption > span').all()) {
          const box = await caption.boundingBox();
          expect(box!.x + box!.width).toBeLessThanOrEqual(width);
        }
        await page.close();
      });
    }
  }

  it('links lead to their sections', async () => {
    const { page } = await openFile(browser, pages.report, 1280);
    for (const link of await page.locator('nav a').all()) {
      await link.click();
      const target = await link.getAttribute('href');
      const box = await page.locator(target!).boundingBox();
      expect(box!.y).toBeLessThan(800);
    }
    await page.close();
  });
});
