import { excludedTitles, findingsTitles } from './language.ts';

const titles = [...findingsTitles, ...excludedTitles].sort((a, b) => b.length - a.length).join('|');
const titleLine = new RegExp(
  `^[ \\t\\u3000]*[【<＜\\[［■●◆○・]*\\s*(${titles})\\s*(?:[】>＞\\]］]\\s*[:：]?|[:：]|(?=\\s*$))`,
);
const excluded = new Set(excludedTitles);

/** Lines that speak of the images, without titles: from a title of findings to one of something else. */
export function readableLines(report: string): Array<{ readonly start: number; readonly end: number }> {
  const lines: Array<{ start: number; end: number }> = [];
  let reading = true;
  for (const match of report.matchAll(/[^\r\n]+/g)) {
    const title = titleLine.exec(match[0]);
    if (title) reading = !excluded.has(title[1]);
    const start = match.index + (title?.[0].length ?? 0);
    if (reading && start < match.index + match[0].length) lines.push({ start, end: match.index + match[0].length });
  }
  return lines;
}
