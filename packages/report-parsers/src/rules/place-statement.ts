import type { Finding, Span } from '@totalfm/core';
import { isListBetween } from './attribution.ts';
import { splitClauses } from './clauses.ts';
import type { Lexicon } from './lexicon.ts';
import { createPlacer, type ToldPlace } from './places.ts';
import { findCompounds, readSentence, type FindingMention } from './sentence-reading.ts';
import { within } from './statement.ts';
import { splitWords } from './words.ts';

/**
 * Where a finding lies that another reader told, by nothing but the text that it points to: the clause that names the finding
 * places it as the rules would. Nothing is told of one that the text has no word of the rules for.
 */
export function placeStatement(
  { organ, finding, sides }: Pick<Finding, 'organ' | 'finding' | 'sides'>,
  { report, span, lexicon }: { readonly report: string; readonly span: Span; readonly lexicon: Lexicon },
): ToldPlace {
  if (finding === undefined) return {};
  const reading = readSentence(splitWords(report, span.start, span.end), lexicon);
  // A side that only the reader tells is no side of the text.
  const written = new Set([
    ...reading.sides.flatMap(({ value }) => value.sides),
    ...reading.organs.flatMap(({ ownSides }) => ownSides),
  ]);
  const said = { organ, sides: sides.filter((side) => written.has(side)) };
  const names = ({ terms }: FindingMention) => terms.some((term) => term.organ === organ && term.finding === finding);
  for (const clause of splitClauses(reading, 0)) {
    const compounds = findCompounds(reading, clause, isListBetween(reading));
    const mentions = [...reading.findings.filter((mention) => within(mention, clause)), ...compounds];
    const mention = mentions.find(names);
    if (mention) return createPlacer({ report, reading, clause, lexicon }, mentions)(said, mention);
  }
  return {};
}
