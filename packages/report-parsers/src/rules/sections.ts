import { excludedSections, readSections } from './language/sections.ts';

/** A run of the report under one title. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

const byLength = (titles: readonly string[]) => titles.toSorted((a, b) => b.length - a.length).map((title) => title.replaceAll(' ', '[ \\t]+'));
const title = [...byLength([...readSections, ...excludedSections])].join('|');
// A title stands at the start of a line or after a full stop, and is followed by a colon, or stands alone on its line in capitals.
const titlePattern = new RegExp(`(?:^|(?<=[\\n\\r])|(?<=[.!?;"]\\s))[ \\t*#_>"]*(${title})(?:[ \\t]*\\([^)\\n]{0,40}\\))?[ \\t*_]*(?::|(?=[\\r\\n]|$)|[–—-](?=\\s))`, 'gi');
const excluded = new Set(excludedSections);

/**
 * Parts of a report that speak of its images: findings and impression, without the titles. A report without titles is one
 * part; text before the first title counts unless it is a one-line heading.
 */
export function readableSections(report: string): Section[] {
  const titles: Array<{ start: number; bodyStart: number; read: boolean }> = [];
  for (const match of report.matchAll(titlePattern)) {
    const withColon = /[:–—-]$/.test(match[0]);
    // Without a colon only capitals make a title: a line may end with the word "normal findings".
    if (!withColon && match[1] !== match[1].toUpperCase()) continue;
    titles.push({ start: match.index, bodyStart: match.index + match[0].length, read: !excluded.has(match[1].toLowerCase().replace(/\s+/g, ' ')) });
  }
  if (titles.length === 0) return [{ start: 0, end: report.length }];
  const sections: Section[] = [];
  const preamble = report.slice(0, titles[0].start);
  if (/[.!?]\s/.test(`${preamble} `)) sections.push({ start: 0, end: titles[0].start });
  titles.forEach(({ bodyStart, read }, index) => {
    if (read) sections.push({ start: bodyStart, end: titles[index + 1]?.start ?? report.length });
  });
  return sections;
}
