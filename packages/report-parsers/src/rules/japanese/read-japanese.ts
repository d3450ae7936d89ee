import { isPaired, type AnatomyTerms, type Finding, type ParsedReport } from '@totalfm/core';
import { mentionedOrgans } from '../../mentioned-organs.ts';
import type { Statement } from '../statement.ts';
import { findPredicates, type Predicate } from './language.ts';
import { readClause, type Clause, type Range, type Subject } from './read-clause.ts';
import { readableLines } from './sections.ts';
import { createTermFinder } from './terms.ts';

/** Characters as Chinese writes them, and Japanese does not. */
export const hasChinese = (report: string): boolean =>
  /[脏见异显结节肿肾侧积胀扩张钙检为这们发变缩阴块质头颈门脉]/.test(report);

/** Japanese has kana; Chinese names in an English report have none. Short reports may hold none either (`肝嚢胞。`). */
export const isJapanese = (report: string): boolean =>
  /[\u3041-\u30ff]/.test(report) || (/[\u3400-\u9fff].*。/.test(report) && !hasChinese(report));

/**
 * Reads Japanese reports. The predicate comes last: what it says holds for every organ and finding named since the predicate
 * before it (`肝に嚢胞を認めるが、腫瘤や胆管拡張は認めない`). A sentence without one names what is there (`肝嚢胞。`).
 */
export function createJapaneseReader(anatomy: AnatomyTerms): (report: string) => ParsedReport {
  const findTerms = createTermFinder(anatomy);
  const paired = new Set(anatomy.organs.filter(isPaired).map(({ organ }) => organ));

  return (report) => {
    const text = halfWidth(report);
    const findings: Finding[] = [];
    for (const line of readableLines(text)) {
      let context: readonly Subject[] = [];
      for (const sentence of splitSentences(text, line)) {
        const read = splitClauses(text, sentence).map((clause) => {
          const mentions = findTerms(text, clause.start, clause.end);
          const result = readClause({ text, clause, mentions, context, paired });
          context = result.context;
          return { clause, statements: result.statements };
        });
        findings.push(...withSpans(report, sentence, read));
      }
    }
    return { findings, mentioned: mentionedOrgans(anatomy, findings) };
  };
}

/** Full-width letters and digits as ASCII, one character for one, so that offsets stay; `．` is a decimal point between digits. */
const halfWidth = (text: string) =>
  text
    .replace(/(?<=\d|[０-９])．(?=\d|[０-９])/g, '.')
    .replace(/[０-９Ａ-Ｚａ-ｚ＋－×]/g, (character) =>
      character === '×' ? 'x' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    );

function splitSentences(text: string, { start, end }: Range): Range[] {
  return [...text.slice(start, end).matchAll(/[^。．\n]*(?:[。．]|$)/g)]
    .map((match) => trimmed(text, { start: start + match.index, end: start + match.index + match[0].length }))
    .filter((range) => range.end > range.start);
}

function trimmed(text: string, { start, end }: Range): Range {
  const slice = text.slice(start, end);
  return { start: start + slice.length - slice.trimStart().length, end: end - (slice.length - slice.trimEnd().length) };
}

function splitClauses(text: string, { start, end }: Range): Clause[] {
  const clauses: Clause[] = [];
  let from = start;
  for (const found of findPredicates(text.slice(start, end))) {
    const predicate = { ...found, start: start + found.start, end: start + found.end };
    const last = clauses.at(-1);
    // `疑いあり`, `と考えられ、認める`: a predicate right after another belongs to it.
    if (last && /^[のをがはもとに、]*$/.test(text.slice(last.end, predicate.start)))
      clauses[clauses.length - 1] = { ...last, end: predicate.end, predicate: stronger(last.predicate!, predicate) };
    else clauses.push({ start: from, end: predicate.end, predicate });
    from = predicate.end;
  }
  if (/[^。．、\s]/.test(text.slice(from, end))) clauses.push({ start: from, end });
  return clauses;
}

/** A denial at the end outweighs; else what came first. */
const stronger = (first: Predicate, second: Predicate): Predicate =>
  second.state === 'absent' && first.state !== 'absent' && !first.same ? second : first;

/** The whole sentence where it is about the same organs throughout, else the clause. */
function withSpans(
  report: string,
  sentence: Range,
  clauses: ReadonlyArray<{ readonly clause: Clause; readonly statements: readonly Statement[] }>,
): Finding[] {
  const organs = new Set(clauses.flatMap(({ statements }) => statements.map(({ organ }) => organ)));
  const speaking = clauses.filter(({ statements }) => statements.length > 0).length;
  return clauses.flatMap(({ clause, statements }) => {
    const { start: from, end } = organs.size > 1 && speaking > 1 ? clause : sentence;
    const start = from + /^[、,が\s]*/.exec(report.slice(from, end))![0].length;
    return statements.map((statement) => ({ ...statement, sentence: { text: report.slice(start, end), start, end } }));
  });
}
