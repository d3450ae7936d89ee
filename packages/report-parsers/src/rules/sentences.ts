import { abbreviations, numberedAbbreviations, openWords } from './language/abbreviations.ts';
import type { Section } from './sections.ts';

/** A sentence's place in the report, and how it hangs together with the one before. */
export interface SentenceSpan {
  readonly start: number;
  readonly end: number;
  /** It starts a new item of a list or a paragraph, so it does not go on about the organ of the sentence before. */
  readonly fresh: boolean;
  /** A blank line or another section stands before it. */
  readonly newParagraph: boolean;
}

const listMark = /^[ \t]*(?:(?:\d{1,2}|[a-zA-Z])[.)](?=\s)|[-–—*•●▪◦·>]+(?=\s|[A-Z]))/;
const numeral = /^(?:[ivx]+\b|\d)/i;

/**
 * Sentences of one section. A full stop ends one unless it belongs to a number (2.5 cm), an abbreviation (vs., seg. VII), a
 * list mark (1.) or a bracket; a line ends one unless its text goes on in the next line.
 */
export function splitSentences(report: string, { start, end }: Section): SentenceSpan[] {
  const breaks = sentenceBreaks(report, start, end);
  const spans: SentenceSpan[] = [];
  let newParagraph = true;
  let fresh = true;
  breaks.forEach((from, index) => {
    const to = breaks[index + 1] ?? end;
    const raw = report.slice(from, to);
    const mark = listMark.exec(raw.replace(/^\s+/, ''));
    const lead = /^[\s"“”'•●▪◦·*–—]*/.exec(raw)![0].length;
    const marked = mark ? raw.length - raw.replace(/^\s+/, '').length + mark[0].length : 0;
    const itemStart = from + Math.max(lead, marked);
    const skipped = report.slice(from, itemStart);
    const textStart = itemStart + /^[\s"“”]*/.exec(report.slice(itemStart, to))![0].length;
    const textEnd = textStart + report.slice(textStart, to).replace(/[\s"“”•]+$/, '').length;
    newParagraph ||= /\n\s*\n/.test(skipped);
    fresh ||= newParagraph || mark !== null || /["•●▪]/.test(skipped);
    if (textEnd > textStart && /[\p{L}\d]/u.test(report.slice(textStart, textEnd))) {
      spans.push({ start: textStart, end: textEnd, fresh, newParagraph });
      newParagraph = fresh = false;
    }
    // A blank line or a closing quote after this sentence belongs to the next one's start.
    const tail = report.slice(Math.max(textEnd, textStart), to);
    newParagraph ||= /\n\s*\n/.test(tail);
    fresh ||= newParagraph || /["•●▪]/.test(tail);
  });
  return spans;
}

/** Where each sentence starts, the first one included. */
function sentenceBreaks(report: string, start: number, end: number): number[] {
  const breaks = [start];
  const breakAt = (at: number) => {
    if (at > breaks[breaks.length - 1] && at < end) breaks.push(at);
  };
  for (let i = start; i < end; i++) {
    const character = report[i];
    if (character === '(') i = skipBracket(report, i, end);
    else if (character === '.' || character === '!' || character === '?') {
      if (endsSentence(report, i, end, breaks[breaks.length - 1])) breakAt(i + 1);
    } else if (character === '\n') {
      if (lineEndsSentence(report, i, end, breaks[breaks.length - 1])) breakAt(i);
    } else if (character === '•' || character === '●' || character === '▪') breakAt(i);
    else if (character === '"' && quoteSeparates(report, i)) breakAt(i);
  }
  return breaks;
}

/** End of a short bracket on one line: no sentence ends inside it. */
function skipBracket(report: string, open: number, end: number): number {
  for (let i = open + 1; i < Math.min(end, open + 160); i++) {
    if (report[i] === ')') return i;
    if (report[i] === '\n' || report[i] === '(') return open;
  }
  return open;
}

function endsSentence(report: string, at: number, end: number, sentenceStart: number): boolean {
  const next = report[at + 1];
  if (at + 1 >= end) return true;
  const before = /(\S+)$/.exec(report.slice(Math.max(sentenceStart, at - 30), at))?.[1] ?? '';
  const word = before.toLowerCase().replace(/^[("'“[]+/, '');
  if (report[at] === '?' && asksAhead(report, at)) return false;
  if (report[at] !== '.') return /\s|"/.test(next);
  // "normal.Spleen": a missing space, unless it is an abbreviation of capitals or letters.
  if (!/[\s"”)\]]/.test(next))
    return /[A-Z]/.test(next) && /[a-z]/.test(report[at + 2] ?? '') && /[a-z]{3}$/.test(before);
  const rest = report.slice(at + 1, Math.min(end, at + 12)).trimStart();
  if (numberedAbbreviations.has(word) && numeral.test(rest)) return false;
  if (abbreviations.has(word) && word !== 'no' && word !== 'nos') return false;
  // A list number: the sentence holds nothing else.
  if (
    /^(?:\d{1,2}|[a-zA-Z])$/.test(word) &&
    report
      .slice(sentenceStart, at)
      .trim()
      .replace(/^[-–—*•"]+\s*/, '') === before
  )
    return false;
  return true;
}

/** `? small nodule`, `opacity ? pneumonia`, `nodule? in the lingula`: the sentence goes on in lower case, or has not begun. */
function asksAhead(report: string, at: number): boolean {
  if (/^[ \t]*[a-z]/.test(report.slice(at + 1, at + 10))) return true;
  return (
    /(?:^|[\n:,;(.!?])[ \t]*$/.test(report.slice(Math.max(0, at - 10), at)) &&
    /^[ \t]*\p{L}/u.test(report.slice(at + 1, at + 10))
  );
}

function lineEndsSentence(report: string, at: number, end: number, sentenceStart: number): boolean {
  const following = report.slice(at + 1, Math.min(end, at + 80));
  if (/^[ \t\r]*(?:\n|$)/.test(following)) return true;
  if (listMark.test(following) && !/^[ \t]*\d{1,2}\.\s*(?:cm|mm)/.test(following)) return true;
  const line = report.slice(sentenceStart, at).trimEnd();
  if (line === '' || line.endsWith(':')) return true;
  if (/^[ \t]*[A-Z][A-Za-z/,& ]{2,40}:/.test(following)) return true;
  if (/[,\-–/(]$/.test(line)) return false;
  const lastWord = /([A-Za-z.]+)$/.exec(line)?.[1].toLowerCase().replace(/\.$/, '') ?? '';
  if (openWords.has(lastWord) || abbreviations.has(lastWord)) return false;
  return /^[ \t]*["“(]?[A-Z]/.test(following);
}

/** A straight quote used as a separator of items (a habit of exported tables), not as a quotation mark. */
function quoteSeparates(report: string, at: number): boolean {
  return /[\s.]/.test(report[at - 1] ?? ' ') && /\s/.test(report[at + 1] ?? ' ');
}
