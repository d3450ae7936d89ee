import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath, launchBrowser, openFile } from '@totalfm/testing';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { madeUpVolume, writeMadeUpRun } from '../test-support/made-up-run.ts';
import { writeRunReport } from '../write-run-report.ts';

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Page = Awaited<ReturnType<typeof openFile>>['page'];

/** Skipped where no Chromium is installed. */
describe.skipIf(!chromiumPath)('written reports in a browser', () => {
  let dir: string;
  let file: string;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'totalfm-written-'));
    await writeMadeUpRun(dir, { exams: 80, steps: 10, reports: true });
    file = await writeRunReport(dir, { volume: madeUpVolume });
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(async () => void ({ page } = await openFile(browser, file, 1280)));
  afterEach(() => page.close());

  const section = () => page.locator('#written-reports');
  const shownExams = () =>
    section()
      .locator('.exam:visible')
      .evaluateAll((exams) => exams.map((exam) => exam.getAttribute('aria-label')));
  const headings = () => section().locator('h4:visible').allTextContents();
  const outlined = () =>
    page.evaluate<string[]>(`[...document.querySelectorAll('#written-reports :is(.said, .finding)')]
      .filter((one) => one.checkVisibility() && getComputedStyle(one).outlineStyle === 'solid')
      .map((one) => one.textContent.replaceAll(/\\s+/g, ' ').trim())`);

  it('cuts nothing at 1280 pixels', async () => {
    const overhangs = await section()
      .locator('.scroll, .exam, fieldset')
      .evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
    expect(Math.max(...overhangs)).toBeLessThanOrEqual(0);
  });

  it('counts outcomes by grade, by organ and by finding, a column for each generator', async () => {
    const tables = section().locator('table').filter({ hasText: 'F1 by' });
    expect(await tables.count()).toBe(3);
    const [liver] = await tables.nth(1).locator('tr', { hasText: 'liver' }).allTextContents();
    expect(liver.replaceAll(/\s+/g, ' ')).toMatch(/liver 0\.\d+ \(.+\)✓\d+ \+\d+ −\d+ 0\.\d+ \(.+\)✓\d+/);
    expect(await tables.nth(2).isVisible()).toBe(false);
    await section().getByText('Every finding').click();
    expect(await tables.nth(2).locator('tbody tr').count()).toBeGreaterThan(20);
  });

  it('shows one exam and one generator at a time, picked by mouse or keys', async () => {
    const first = await shownExams();
    expect(first).toHaveLength(1);
    expect(await headings()).toEqual([`True report of ${first[0]}`, 'Written by retrieval']);
    await section().locator('label', { hasText: 'language-model' }).click();
    expect(await headings()).toEqual([`True report of ${first[0]}`, 'Written by language-model']);
    await section().locator('#pick-exam-0').focus();
    await page.keyboard.press('ArrowRight');
    const second = await shownExams();
    expect(second).toHaveLength(1);
    expect(second).not.toEqual(first);
  });

  it('says so where a generator wrote nothing of an exam', async () => {
    await section().locator('label', { hasText: 'exam-0001' }).click();
    await section().locator('label', { hasText: 'language-model' }).click();
    expect(await section().locator('.side:visible').last().innerText()).toMatch(/wrote nothing of this exam/);
  });

  it('a finding points at its counterpart in the other report, by mouse or keys', async () => {
    const hit = section().locator('.side:visible .finding.hit').first();
    const name = (await hit.textContent())!.replace('✓', '').trim();
    const counterparts = [
      expect.stringContaining(name),
      expect.stringContaining(`✓ ${name}`),
      expect.stringContaining(name),
      expect.stringContaining(`✓ ${name}`),
    ];
    expect(await outlined()).toEqual([]);
    await hit.hover();
    expect(await outlined()).toEqual(counterparts);
    await page.mouse.move(0, 0);
    expect(await outlined()).toEqual([]);
    await hit.focus();
    expect(await outlined()).toEqual(counterparts);
  });

  it('a written sentence opens the slices that it rests on, the organ outlined', async () => {
    const sentence = section().locator('details.statement:visible').first();
    await sentence.locator('summary').click();
    expect(await sentence.innerText()).toMatch(/slices \d+–\d+: score 0\.\d+, threshold 0\.200/);
    const slices = sentence.locator('svg.slice');
    expect(await slices.count()).toBe(3);
    const { data } = PNG.sync.read(await slices.first().screenshot());
    const pixels = Array.from({ length: data.length / 4 }, (_, at) => data.subarray(4 * at, 4 * at + 3));
    const isOutline = ([red, , blue]: Uint8Array) => red - blue > 100;
    expect(pixels.filter(isOutline).length).toBeGreaterThan(200);
    expect(new Set(pixels.map(([red]) => red)).size).toBeGreaterThan(30);
  });

  it('tells outcomes by more than colour, and what the check marked or added', async () => {
    const marks = await section().locator('.finding .mark').allTextContents();
    expect(new Set(marks)).toEqual(new Set(['✓', '+', '−', '?', '~']));
    const badges = await section().locator('.badge').allTextContents();
    expect(new Set(badges.map((badge) => badge.trim()))).toEqual(new Set(['unsupported', 'added by the check']));
    expect(await section().getByText('(cut by the edge of the scan)').count()).toBeGreaterThan(0);
  });
});
