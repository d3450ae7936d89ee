import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath, launchBrowser, openFile } from '@totalfm/testing';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRuns, type RunComparison } from '../compare-runs.ts';
import { writeMadeUpRun } from '../test-support/made-up-run.ts';

describe('written reports of compared runs', () => {
  let root: string;
  let compared: RunComparison;
  let page: ReturnType<typeof parseHTML>['document'];
  const dirOf = (name: string) => join(root, name);
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'totalfm-compared-'));
    for (const [name, handicap, reports] of [
      ['better', 0, true],
      ['worse', 1, true],
      ['silent', 0, false],
    ] as const) {
      await mkdir(dirOf(name));
      await writeMadeUpRun(dirOf(name), { name, handicap, reports, exams: 40, steps: 10 });
    }
    compared = await compareRuns(['better', 'silent', 'worse'].map(dirOf));
    page = parseHTML(compared.html).document;
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('stand in a table and in the data, a column for each generator of each run', () => {
    const heads = [...page.querySelectorAll('#written-reports thead th.number')].map((head) =>
      head.textContent?.replaceAll(/\s+/g, ''),
    );
    expect(heads).toEqual(['betterretrieval', 'betterlanguage-model', 'worseretrieval', 'worselanguage-model']);
    const [{ runs, measures }] = compared.data.generators;
    const f1 = runs.map((run) => run?.byGenerator.retrieval.f1?.value.toFixed(3));
    expect(measures[0].title).toBe('F1, of organs it speaks of');
    expect(Number(f1[0])).toBeGreaterThan(Number(f1[2]));
    expect(page.querySelector('#results-reports h2')?.textContent).toBe('Written reports: by generator');
  });

  it('stand beside the true report, of each run its first generator, for exams that all of these have', () => {
    const exams = [...page.querySelectorAll('.exam')];
    expect(exams).toHaveLength(12);
    for (const exam of exams) {
      const heads = [...exam.querySelectorAll('h4')].map((head) => head.textContent);
      expect(heads).toEqual([
        `True report of ${exam.getAttribute('aria-label')}`,
        'Written by retrieval in better',
        'Written by retrieval in worse',
      ]);
    }
    // A finding of the true report has a mark for each run.
    const finding = page.querySelector('.exam .side .finding')!;
    expect(finding.querySelectorAll('.verdict')).toHaveLength(2);
    expect(finding.textContent?.replaceAll(/\s+/g, ' ')).toMatch(/. better . worse/);
  });

  it('are nowhere where only one run wrote some: its measures stand alone', async () => {
    const { html } = await compareRuns(['silent', 'worse'].map(dirOf));
    const { document } = parseHTML(html);
    expect(document.querySelectorAll('#written-reports table')).toHaveLength(1);
    expect(document.querySelectorAll('.exam')).toHaveLength(0);
  });

  it('name no folder of this machine, and say what they are not for', () => {
    expect(compared.html).not.toContain(root);
    expect(compared.html).toContain('Research software, not for diagnosis.');
  });

  it.skipIf(!chromiumPath)('are cut nowhere at 1280 pixels', async () => {
    const file = join(root, 'comparison.html');
    await writeFile(file, compared.html);
    const browser = await launchBrowser();
    const { page } = await openFile(browser, file, 1280);
    const overhangs = await page
      .locator('#written-reports :is(.scroll, .exam, fieldset)')
      .evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
    await browser.close();
    expect(Math.max(...overhangs)).toBeLessThanOrEqual(0);
  });
});
