import {
  throwIfAborted,
  type AnatomyTerms,
  type Finding,
  type ParsedReport,
  type ReportParser,
  type Translator,
} from '@totalfm/core';
import { reportParserErrors } from '../errors.ts';
import { mentionedOrgans } from '../mentioned-organs.ts';
import { splitClauses } from './clauses.ts';
import { contradictionNotices } from './contradictions.ts';
import { readHeading } from './heading.ts';
import { exceptionsLast, withExceptions } from './exceptions.ts';
import { createJapaneseReader, isJapanese } from './japanese/read-japanese.ts';
import { createLexicon, type Lexicon } from './lexicon.ts';
import { withoutUnenlargedNodes } from './lymph-nodes.ts';
import { createPhaseReader } from './phases.ts';
import { readClause } from './read-clause.ts';
import { fromTranslation, translated } from './translation.ts';
import { foreignLanguage, languageName } from './report-language.ts';
import { withLooseSizes, type ReadClause } from './loose-sizes.ts';
import { readableSections } from './sections.ts';
import { readSentence, type SentenceReading } from './sentence-reading.ts';
import { splitSentences } from './sentences.ts';
import { findSizes } from './sizes.ts';
import type { Context, RulesOptions, Statement } from './statement.ts';
import { splitWords } from './words.ts';

/**
 * A parser that reads English and Japanese reports with rules. Every organ and finding comes from `anatomy`. A report in another
 * language goes through `translator` first.
 *
 * Throws `TFM_REPORT_EMPTY` for a report without text, `TFM_REPORT_NOT_TEXT` for one that is not readable text,
 * `TFM_REPORT_TOO_LONG` for one of more than a million characters, and `TFM_REPORT_LANGUAGE` for one in a language that is not
 * read, where there is no translator.
 */
export function createRulesParser(
  anatomy: AnatomyTerms,
  options: RulesOptions = { likely: 'present' },
  translator?: Translator,
): ReportParser {
  const lexicon = createLexicon(anatomy);
  const readJapanese = createJapaneseReader(anatomy);
  const read = (text: string) => (isJapanese(text) ? readJapanese(text) : parseReport(text, lexicon, anatomy, options));
  return {
    ...(translator && { concurrency: 4 }),
    parse: async (report, signal) => {
      throwIfAborted(signal);
      checkText(report);
      const language = isJapanese(report) ? undefined : await foreignLanguage(report, lexicon);
      if (language && !translator) throw notRead(language);
      const translation = language && translator ? await translated(report, translator, signal) : undefined;
      const parsed = translation ? fromTranslation(report, translation, read(translation.text)) : read(report);
      const notices = contradictionNotices(parsed.findings, anatomy);
      return notices.length > 0 ? { ...parsed, notices } : parsed;
    },
  };
}

const notRead = (language: string) =>
  reportParserErrors.TFM_REPORT_LANGUAGE({
    component: 'rules',
    message: `The report is in ${languageName(language)}; the rules read English and Japanese.`,
    fix: 'Give the parser a `translator`, or let a language model read the report (`use: llm`).',
  });

/** The longest report: a hundred times a long one. Beyond it stands a file of another kind, or a whole archive in one cell. */
const longestReport = 1_000_000;

export function checkText(report: unknown): asserts report is string {
  if (typeof report !== 'string') {
    throw reportParserErrors.TFM_REPORT_NOT_TEXT({
      message: `The report is a ${typeof report}, not text.`,
      fix: 'Give the report as a string.',
    });
  }
  if (report.trim() === '') {
    throw reportParserErrors.TFM_REPORT_EMPTY({
      message: 'The report holds no text.',
      fix: 'Leave the report of this exam out, or write it.',
    });
  }
  if (report.length > longestReport) {
    throw reportParserErrors.TFM_REPORT_TOO_LONG({
      message: `The report holds ${report.length} characters, more than the ${longestReport} that a report may have.`,
      fix: 'Look at the report: it may be a whole archive, or a file of another kind.',
    });
  }
  // A few stray characters are common in exports; a report full of them was read with the wrong encoding, or is a file of another kind.
  const strange = report.match(/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/g)?.length ?? 0;
  if (strange > 0.01 * report.length || report.includes('\u0000')) {
    throw reportParserErrors.TFM_REPORT_NOT_TEXT({
      message: `The report holds ${strange} characters that are no text, of ${report.length}.`,
      fix: 'Save the report as UTF-8 text.',
    });
  }
}

function parseReport(report: string, lexicon: Lexicon, anatomy: AnatomyTerms, options: RulesOptions): ParsedReport {
  const findings: Finding[] = [];
  const sections = readableSections(report);
  for (const section of sections) {
    let heading: Context | undefined;
    let context: Context | undefined;
    let earlier: readonly Finding[] = [];
    for (const sentence of splitSentences(report, section)) {
      if (sentence.newParagraph) heading = undefined;
      if (sentence.fresh) context = undefined;
      const reading = readSentence(splitWords(report, sentence.start, sentence.end), lexicon);
      const title = readHeading(reading, report);
      if (title) {
        heading = title.context;
        context = undefined;
      }
      const statements = readClauses(report, reading, title?.end ?? 0, {
        lexicon,
        options,
        get: () => context ?? heading,
        set: (next) => (context = next),
        heading,
        sentence,
      });
      const text = report.slice(sentence.start, sentence.end);
      const goesOn = !title && !sentence.fresh;
      const [before, now] = goesOn ? withoutUnenlargedNodes(earlier, statements, reading, text) : [earlier, statements];
      findings.splice(findings.length - before.length, before.length, ...before, ...now);
      earlier = now;
    }
  }
  const phaseOf = createPhaseReader(report, sections);
  const consistent = withoutContradictions(findings).map((finding) => {
    const phase = phaseOf(finding.sentence.text);
    return phase === undefined ? finding : { ...finding, phase };
  });
  return { findings: consistent, mentioned: mentionedOrgans(anatomy, consistent) };
}

interface SentenceContext {
  readonly lexicon: Lexicon;
  readonly options: RulesOptions;
  readonly sentence: { readonly start: number; readonly end: number };
  readonly heading: Context | undefined;
  get(): Context | undefined;
  set(context: Context | undefined): void;
}

function readClauses(
  report: string,
  reading: SentenceReading,
  from: number,
  { lexicon, options, sentence, heading, get, set }: SentenceContext,
): Finding[] {
  if (from >= reading.words.length) return [];
  const sizes = findSizes(report, sentence.start, sentence.end);
  const clauses = splitClauses(reading, from);
  const read = new Map(
    exceptionsLast(clauses).map((clause) => {
      const input = {
        report,
        reading,
        clause,
        heading: { start: 0, end: from },
        sizes,
        context: get(),
        lexicon,
        options,
      };
      const { statements, context, named } = readClause(input);
      // Under a heading a sentence about something else ends when it ends: the next one is the heading's again.
      if (context !== 'same') set(context);
      return [clause, { clause, statements, named }] as const;
    }),
  );
  if (heading) {
    const finding = get()?.finding;
    set(finding && heading.organs.some(({ organ }) => organ === finding.organ) ? { ...heading, finding } : undefined);
  }
  const said = withExceptions(
    clauses.map((clause) => read.get(clause)!),
    reading,
  );
  return withSpans(report, reading, withLooseSizes(said, sizes, reading), sentence);
}

/**
 * Gives statements their text: the whole sentence where it is about the same organs throughout, else the clauses about these
 * organs, so that one organ's text does not tell of another.
 */
function withSpans(
  report: string,
  { words }: SentenceReading,
  clauses: readonly ReadClause[],
  sentence: { readonly start: number; readonly end: number },
): Finding[] {
  const runs: Array<{ key: string; start: number; end: number; statements: Statement[] }> = [];
  for (const { clause, statements } of clauses) {
    const key = [...new Set(statements.map(({ organ }) => organ))].sort().join(' ');
    const last = runs[runs.length - 1];
    if (last && (key === '' || last.key === '' || key === last.key)) {
      last.end = clause.end;
      last.key ||= key;
      last.statements.push(...statements);
    } else runs.push({ key, start: clause.start, end: clause.end, statements: [...statements] });
  }
  return runs.flatMap(({ start, end, statements }, index) => {
    const from = index === 0 ? sentence.start : words[firstContent(words, start)].start;
    const to = index === runs.length - 1 ? sentence.end : words[end - 1].end;
    const text = report.slice(from, to);
    const named = new Set(statements.filter(({ finding }) => finding).map(({ organ }) => organ));
    // `Biliary obstruction with ductal dilatation; the duct measures 14 mm`: the finding says it all.
    const told = statements.filter(({ organ, finding, state }) => finding || state === 'absent' || !named.has(organ));
    return withoutEchoes(told).map((statement) => ({ ...statement, sentence: { text, start: from, end: to } }));
  });
}

/** `Cyst in the left kidney, Bosniak I`: what has no side is the one that has. */
function withoutEchoes(statements: readonly Statement[]): readonly Statement[] {
  const same = (one: Statement, other: Statement) =>
    other.finding === one.finding && other.organ === one.organ && other.state === one.state;
  const isEcho = (one: Statement) =>
    one.finding && one.state !== 'absent' && statements.some((other) => same(one, other) && other.sides.length > 0);
  return statements.filter((one) => one.sides.length > 0 || !isEcho(one));
}

/** A clause's text starts after the comma or `and` that joins it. */
function firstContent(words: SentenceReading['words'], start: number): number {
  let at = start;
  while (
    at < words.length - 1 &&
    /^(,|;|and|but|while|whereas|however|although|though|plus|–|—|•|")$/.test(words[at].text)
  )
    at++;
  return at;
}

/** A weak denial (`no new nodule`) falls where the report finds the thing elsewhere. */
function withoutContradictions(findings: readonly Finding[]): readonly Finding[] {
  const present = new Set(
    findings
      .filter(({ finding, state }) => finding && state === 'present')
      .map(({ organ, finding }) => `${organ}/${finding}`),
  );
  return findings.filter(
    ({ organ, finding, state, confidence }) =>
      !(state === 'absent' && confidence <= 0.5 && finding && present.has(`${organ}/${finding}`)),
  );
}
