import {
  readRows,
  type AnatomyFindings,
  type PairFinding,
  type PairReader,
  type PairRow,
  type PartLanguage,
  type WithheldFindings,
} from '@totalfm/core';
import { columnsWhere, pairsAs } from './changed-pairs.ts';

/** Organs without the findings that are withheld. */
export function taughtAnatomy({ organs }: AnatomyFindings, { findings: withheld }: WithheldFindings): AnatomyFindings {
  if (withheld.length === 0) return { organs };
  return {
    organs: organs.map((organ) => ({ ...organ, findings: organ.findings.filter(({ id }) => !withheld.includes(id)) })),
  };
}

/**
 * Pairs as training may see them where findings are withheld: these have no state, no truth and no part in sampling, and a statement
 * of one states something that no finding names, whether it affirmed or denied. Its sentence stays as free text, or is taken out of
 * every text that has it (of another organ's volume as well), with what else it states; what reports say of other findings stays known.
 */
export async function taughtPairs(
  pairs: PairReader,
  { findings, sentences }: WithheldFindings,
  signal?: AbortSignal,
): Promise<PairReader> {
  if (findings.length === 0) return pairs;
  const withheld = new Set(findings);
  const removed = sentences === 'remove' ? await sentencesAbout(pairs, withheld, signal) : new Set<string>();
  const taught = (row: PairRow) => taughtRow(row, withheld, removed);
  const columns = columnsWhere(pairs.columns, (_, finding) => !withheld.has(finding));
  const left = removed.size === 0 ? columns.sentences : await sentencesLeft(pairs, taught, signal);
  return pairsAs(pairs, { ...columns, sentences: left }, taught);
}

/** Texts of all sentences that state a withheld finding. A text is the same wherever it stands: what states one here is said nowhere. */
async function sentencesAbout(
  pairs: PairReader,
  withheld: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const texts = new Set<string>();
  for await (const { row } of readRows(pairs, speaking(pairs), signal))
    for (const { finding, sentence } of row.findings)
      if (finding !== undefined && withheld.has(finding)) texts.add(row.sentences[sentence]);
  return texts;
}

async function sentencesLeft(
  pairs: PairReader,
  taught: (row: PairRow) => PairRow,
  signal?: AbortSignal,
): Promise<Uint16Array> {
  const left = new Uint16Array(pairs.columns.length);
  for await (const { index, row } of readRows(pairs, speaking(pairs), signal))
    left[index] = taught(row).sentences.length;
  return left;
}

/** Places of pairs of which a report says anything. */
const speaking = ({ columns }: PairReader): readonly number[] =>
  Array.from({ length: columns.length }, (_, place) => place).filter((place) => columns.sentences[place] > 0);

/** Nothing is taught of where findings lie: a place would tell that one is there. */
const taughtRow = (
  { truePlaces: _places, ...row }: PairRow,
  withheld: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): PairRow => ({
  ...row,
  ...taughtLanguage(row, withheld, removed),
  ...(row.parts && {
    parts: row.parts.map(({ truePlaces: _part, ...part }) => ({ ...part, ...taughtLanguage(part, withheld, removed) })),
  }),
});

function taughtLanguage(
  { sentences, findings, states, truth }: PartLanguage,
  withheld: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): PartLanguage {
  const kept = sentences.flatMap((text, place) => (removed.has(text) ? [] : [place]));
  return {
    sentences: kept.map((place) => sentences[place]),
    findings: findings.flatMap((statement) => {
      const sentence = kept.indexOf(statement.sentence);
      return sentence < 0 ? [] : [{ ...unnamed(statement, withheld), sentence }];
    }),
    mentioned: kept.length > 0,
    states: without(states, withheld),
    ...(truth && { truth: without(truth, withheld) }),
  };
}

/** Denied it would read as if the organ were called normal. */
function unnamed(statement: PairFinding, withheld: ReadonlySet<string>): PairFinding {
  const { organ, finding, sides, confidence, sentence } = statement;
  if (finding === undefined || !withheld.has(finding)) return statement;
  return { organ, state: 'uncertain', sides, confidence, sentence };
}

const without = <T>(byFinding: Readonly<Record<string, T>>, withheld: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(byFinding).filter(([id]) => !withheld.has(id)));
