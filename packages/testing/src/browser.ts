import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** A Chromium of this machine (Debian's package `chromium`, or `TOTALFM_CHROMIUM`); undefined where there is none. */
export const chromiumPath: string | undefined = [
  process.env.TOTALFM_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));

export async function launchBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}

/** How a page looks to who opens it. */
export interface PageCheck {
  /** What the page or the console complained of. */
  readonly complaints: readonly string[];
  /** Addresses that it asked for, other than its own. */
  readonly requests: readonly string[];
  /** Pictures that could not be drawn. */
  readonly brokenImages: number;
  /** Visible sections, tables and plots without a height. */
  readonly empty: readonly string[];
  /** Pixels by which it is wider than its window. */
  readonly overhang: number;
}

export const soundPage: PageCheck = { complaints: [], requests: [], brokenImages: 0, empty: [], overhang: 0 };

const look = `({
  brokenImages: [...document.images].filter((image) => image.naturalWidth === 0).length,
  empty: [...document.querySelectorAll('section, table, svg')]
    .filter((element) => element.getBoundingClientRect().height < 4 && element.checkVisibility())
    .map((element) => element.outerHTML.slice(0, 80)),
  overhang: document.documentElement.scrollWidth - window.innerWidth,
})`;

/** Opens a file in a window of this width, in CSS pixels. The caller closes the page. */
export async function openFile(
  browser: Browser,
  file: string,
  width: number,
): Promise<{ readonly page: Page; readonly check: PageCheck }> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const own = pathToFileURL(file).href;
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && request.url() !== own) requests.push(request.url());
  });
  await page.goto(own);
  const seen = await page.evaluate<Pick<PageCheck, 'brokenImages' | 'empty' | 'overhang'>>(look);
  return { page, check: { complaints, requests, ...seen } };
}
