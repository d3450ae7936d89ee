import { articles, knownWords, limitWords, quantities } from './language/quantities.ts';
import { grades, hardConnectors } from './language/words.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';

const joins = new Set([',', 'and', 'plus', '–', '—']);
const alternatives = new Set(['or', 'nor']);
const units = /^(?:mm|cm|㎜|㎝|millimet|centimet)/;

/**
 * True where what follows a denial begins a noun phrase of its own, which the denial does not reach: `no hydronephrosis | and a
 * 5 mm calculus`. An article, a number, a grade or a size tells, unless the first thing denied has one as well (`no evidence of a
 * cyst and a stone`) or the list goes on with `or` (`no effusion, a nodule or a mass`).
 */
export function affirms(reading: SentenceReading, left: WordRange, right: WordRange): boolean {
  const { words, cues } = reading;
  const denial = cues.findLast(
    ({ start, end, value: { cue } }) =>
      cue.kind === 'negation' && cue.scope === 'after' && start >= left.start && end <= left.end,
  );
  if (!denial) return false;
  let at = right.start;
  let joined = false;
  for (; at < right.end && joins.has(words[at].text); at++)
    joined ||= words[at].text === 'and' || words[at].text === 'plus';
  if (at >= right.end || at === right.start) return false;
  if (!joined && goesOnWithOr(reading, at)) return false;
  const begins = (kind: ReadonlySet<string>) => kind.has(words[at].text) && !kind.has(words[denial.end]?.text);
  if ([articles, quantities, knownWords, grades].some(begins)) return true;
  return (
    hasOwnSize(reading, { start: at, end: right.end }) && !hasOwnSize(reading, { start: denial.end, end: left.end })
  );
}

function goesOnWithOr({ words }: SentenceReading, from: number): boolean {
  for (let i = from; i < words.length && !hardConnectors.has(words[i].text); i++)
    if (alternatives.has(words[i].text)) return true;
  return false;
}

/** A size in the range that is no limit. */
function hasOwnSize({ words }: SentenceReading, { start, end }: WordRange): boolean {
  for (let i = start; i + 1 < end; i++) {
    if (!/^\d/.test(words[i].text) || !units.test(words[i + 1].text)) continue;
    const before = words.slice(Math.max(start, i - 3), i);
    if (!before.some(({ text }) => limitWords.has(text))) return true;
  }
  return false;
}
