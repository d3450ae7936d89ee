import type { Finding } from '@totalfm/core';
import type { Located } from './locate-finding.ts';
import {
  explicitlyUnenlarged,
  pathologicalNodes,
  smallNodes,
  suspiciousNodes,
  unenlargedOthers,
} from './language/lymph-nodes.ts';
import { findSizes } from './sizes.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';
import type { ClauseInput } from './statement.ts';

const lymphadenopathy = 'lymphadenopathy';
/** Short axis from which a lymph node is enlarged (RECIST 1.1; Schwartz et al., Eur J Cancer 2009; 45: 261). */
const enlargedMm = 10;

/** `Lymph nodes up to 8 mm, not pathologically enlarged`: nodes that the report calls too small are no lymphadenopathy. */
export function denyUnenlargedNodes(located: Located[], { report, reading, clause }: ClauseInput): void {
  const bare = located.filter(
    ({ mention, statement }) =>
      statement.finding === lymphadenopathy && statement.state !== 'absent' && isBare(reading, mention),
  );
  if (bare.length === 0) return;
  const after = writtenText(report, reading, { start: clause.start, end: reading.words.length });
  if (!saysUnenlarged(writtenText(report, reading, clause)) || suspiciousNodes.test(after)) return;
  for (const item of bare) item.statement = { ...item.statement, state: 'absent' };
}

/**
 * `Mediastinal lymph nodes. | The largest measures 8 mm, not pathologically enlarged.`: a sentence that goes on about the nodes of
 * the one before, and about nothing else, denies them there too. `earlier` and `now` are what the two sentences say.
 */
export function withoutUnenlargedNodes(
  earlier: readonly Finding[],
  now: readonly Finding[],
  reading: SentenceReading,
  text: string,
): readonly [earlier: readonly Finding[], now: readonly Finding[]] {
  const namesOther =
    reading.organs.length > 0 || reading.findings.some(({ terms }) => terms.some(({ general }) => !general));
  if (namesOther || !earlier.some(isBareStatement)) return [earlier, now];
  const written = asPatterns(text);
  if (!saysUnenlarged(written) || suspiciousNodes.test(written)) return [earlier, now];
  const absent = ({ sizeMm: _, ...finding }: Finding): Finding => ({ ...finding, state: 'absent' });
  return [
    earlier.map((one) => (isBareStatement(one) ? absent(one) : one)),
    now.map((one) => (one.finding === lymphadenopathy ? absent(one) : one)),
  ];
}

/** A sentence that names lymph nodes, and nothing that makes them more than that. */
const isBareStatement = ({ finding, state, sizeMm = 0, sentence: { text } }: Finding) =>
  finding === lymphadenopathy && state !== 'absent' && sizeMm < enlargedMm && !pathologicalNodes.test(asPatterns(text));

/** `Lymph nodes`, and not `enlarged lymph nodes`, unless they are `non-enlarged`. */
const isBare = (reading: SentenceReading, mention: WordRange) =>
  /^lymph (?:node|gland|nodule)/.test(textOf(reading, mention)) ||
  /^(?:non|not)$/.test(reading.words[mention.start - 1]?.text ?? '');

/** True for a run that goes on about the size of lymph nodes just named, and about nothing else: `, none of them enlarged`. */
export function continuesLymphNodes(reading: SentenceReading, left: WordRange, right: WordRange): boolean {
  const inside = (range: WordRange, outer: WordRange) => range.start >= outer.start && range.end <= outer.end;
  const named = reading.findings.some(
    (mention) => inside(mention, left) && mention.terms.some(({ finding }) => finding === lymphadenopathy),
  );
  return (
    named &&
    !reading.organs.some((organ) => inside(organ, right)) &&
    !reading.findings.some((mention) => inside(mention, right) && mention.terms.some(({ general }) => !general)) &&
    explicitlyUnenlarged.some((pattern) => pattern.test(textOf(reading, right)))
  );
}

const textOf = ({ words }: SentenceReading, { start, end }: WordRange) =>
  words
    .slice(start, end)
    .map(({ text }) => text)
    .join(' ');

/** As it is written, for sizes such as `16x9.5 mm`, but in the form of the patterns. */
const writtenText = (report: string, { words }: SentenceReading, { start, end }: WordRange) =>
  asPatterns(report.slice(words[start].start, words[end - 1].end));
const asPatterns = (text: string) => text.toLowerCase().replace(/(?<=\p{L})-(?=\p{L})|\s+/gu, ' ');

function saysUnenlarged(text: string): boolean {
  if (unenlargedOthers.test(text)) return false;
  const remove = (from: string, patterns: readonly RegExp[]) =>
    patterns.reduce((rest, pattern) => rest.replace(new RegExp(pattern, 'g'), ' '), from);
  const withoutDenials = remove(text, explicitlyUnenlarged);
  const rest = remove(withoutDenials, smallNodes);
  if (pathologicalNodes.test(rest)) return false;
  if (withoutDenials !== text) return true;
  const sizes = findSizes(rest, 0, rest.length).filter(({ prior }) => !prior);
  return sizes.every(({ mm }) => mm < enlargedMm) && (sizes.length > 0 || rest !== withoutDenials);
}
