import { excludedTitles, findingsTitles, impressionTitles } from './language/sections.ts';

/** A run of the report under one title. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

const titles = [...findingsTitles, ...impressionTitles, ...excludedTitles].toSorted((a, b) => b.length - a.length);
const anyTitle = titles.map((title) => title.replaceAll(' ', '[ \\t]+')).join('|');
// A title stands at the start of a line or after a full stop, before a colon or a dash, or alone on its line.
const titlePattern = new RegExp(
  `(?:^|[\\n\\r]|[.!?;"][ \\t])[ \\t*#_>"]*(${anyTitle})(?:[ \\t]*\\([^)\\n]{0,40}\\))?[ \\t*_]*(:|[–—-](?=\\s)|(?=[\\r\\n]|$))`,
  'gi',
);
const excluded = new Set(excludedTitles);
const ofFindings = new Set(findingsTitles);

/**
 * Parts of a report that speak of its images: findings and impression, without the titles. A report without titles is one
 * part. Where no title announces the findings, they are the paragraphs that no title stands before.
 */
export function readableSections(report: string): Section[] {
  const found = findTitles(report);
  if (found.length === 0) return [{ start: 0, end: report.length }];
  const announced = found.some(({ title }) => ofFindings.has(title));
  const sections: Section[] = [];
  // A line before the first title is the exam's name; sentences before it are findings.
  if (/[.!?](?:\s|$)/.test(report.slice(0, found[0].start))) sections.push({ start: 0, end: found[0].start });
  found.forEach(({ title, bodyStart }, index) => {
    const end = found[index + 1]?.start ?? report.length;
    if (!excluded.has(title)) sections.push({ start: bodyStart, end });
    else if (!announced) {
      const rest = bodyStart + firstParagraph(report.slice(bodyStart, end));
      if (rest < end) sections.push({ start: rest, end });
    }
  });
  return sections;
}

function findTitles(report: string): Array<{ title: string; start: number; bodyStart: number }> {
  const found: Array<{ title: string; start: number; bodyStart: number }> = [];
  for (const match of report.matchAll(titlePattern)) {
    const [text, title, mark] = match;
    const lineStart = match.index === 0 || /^[\r\n]/.test(text);
    // Without a colon only a line of its own that begins with a capital is a title.
    if (mark !== ':' && (!lineStart || !/^[A-Z]/.test(title))) continue;
    const before = /^(?:[\r\n]|[.!?;"][ \t])?/.exec(text)![0].length;
    found.push({
      title: title.toLowerCase().replace(/\s+/g, ' '),
      start: match.index + before,
      bodyStart: match.index + text.length,
    });
  }
  return found;
}

/** Length of the first paragraph that holds any text, with the blank line after it. */
function firstParagraph(text: string): number {
  const match = /^\s*\S[^\n]*(?:\n(?![ \t\r]*\n)[^\n]*)*(?:\n\s*\n|$)/.exec(text);
  return match ? match[0].length : text.length;
}
