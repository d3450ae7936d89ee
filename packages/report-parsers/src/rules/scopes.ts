import type { CueKind } from './language/cues.ts';
import { copulas, grades, placePrepositions, transitiveVerbs } from './language/words.ts';
import type { Meant } from './lexicon.ts';
import type { FindingMention, SentenceReading, WordRange } from './sentence-reading.ts';

/** What the cues say of each word of a clause: the strongest strength of each kind, 0 for none. */
export interface Scopes {
  readonly negation: Float32Array;
  readonly uncertainty: Float32Array;
  readonly likelihood: Float32Array;
  readonly openQuestion: Float32Array;
  readonly noStatement: Float32Array;
}

/** Kinds that mark words. */
const marked: ReadonlySet<CueKind> = new Set<CueKind>([
  'negation',
  'uncertainty',
  'likelihood',
  'open-question',
  'no-statement',
]);

/** Nothing marked: most clauses hold cues of one kind, or none. Shared, and never written. */
let nothing = new Float32Array(256);
const noMarks = (length: number) => (nothing.length < length ? (nothing = new Float32Array(length)) : nothing);

const sentenceMarks = new Set([',', '(', ')', ';', ':']);

/**
 * Scope of every cue in a clause, after NegEx: from a cue to the end of the clause, or back to its start, unless a
 * terminator (`but`, `except`, and for negation `with`) comes first. Cues that are words of a finding (`surgically absent`)
 * are none.
 */
export function readScopes(reading: SentenceReading, clause: WordRange, mentions: readonly FindingMention[]): Scopes {
  const { words } = reading;
  const marks: Partial<Record<CueKind, Float32Array>> = {};
  const marksOf = (kind: CueKind) => (marks[kind] ??= new Float32Array(words.length));
  const named = mentions.flatMap(({ terms, ranges }) => (terms.some(({ general }) => !general) ? ranges : []));
  const inside = (inner: WordRange, outer: WordRange) => outer.start <= inner.start && inner.end <= outer.end;
  const cues = reading.cues.filter(
    (cue) => inside(cue, clause) && !named.some((range) => inside(cue, range) || inside(range, cue)),
  );

  for (const match of cues) {
    const { kind, scope, strength } = match.value.cue;
    if (!marked.has(kind)) continue;
    const own = marksOf(kind);
    // Who has a history of a splenectomy has no spleen.
    const spares = kind === 'no-statement' && isHistory(words[match.end - 2]?.text) ? removal : undefined;
    const mark = (start: number, end: number) => {
      for (let i = start; i < end; i++) if (!spares?.test(words[i].text)) own[i] = Math.max(own[i], strength || 1);
    };
    if (scope !== 'before') mark(match.end, forwardEnd(reading, match, cues, clause));
    if (scope !== 'after') mark(backwardStart(reading, match, cues, clause), match.start);
  }
  for (let i = clause.start; i < clause.end; i++)
    if (words[i].text === '?') markQuestion(reading, marksOf('uncertainty'), clause, i);
  const none = noMarks(words.length);
  const {
    negation = none,
    uncertainty = none,
    likelihood = none,
    'open-question': openQuestion = none,
    'no-statement': noStatement = none,
  } = marks;
  return { negation, uncertainty, likelihood, openQuestion, noStatement };
}

const removal = /ectom(?:y|ies|i[sz]ed)$/;
const isHistory = (text: string | undefined) => text === 'history' || text === '/';

function forwardEnd(
  { words }: SentenceReading,
  cue: Meant<'cue'>,
  cues: readonly Meant<'cue'>[],
  clause: WordRange,
): number {
  const { kind, scope } = cue.value.cue;
  let end = clause.end;
  for (const { start, value } of cues) {
    if (start < cue.end || start >= end) continue;
    const other = value.cue;
    const ends =
      other.kind === 'terminator' ||
      (other.kind === 'negation-terminator' && kind === 'negation') ||
      // `No effusion, possible atelectasis` and `possible atelectasis, no effusion`: each cue has its own item.
      (other.kind !== kind && other.kind !== 'pseudo' && other.scope === 'after' && startsItem(words, start));
    if (ends) end = start;
  }
  if (kind === 'no-statement' && scope === 'after') {
    for (let i = cue.end; i < end; i++) if (itemEnds.has(words[i].text)) end = i;
  }
  // `The liver is not enlarged and contains a cyst`: a second verb says something else of the same organ.
  if (kind === 'negation') {
    for (let i = cue.end + 1; i < end; i++)
      if (startsItem(words, i) && (transitiveVerbs.has(words[i].text) || copulas.has(words[i].text))) end = i;
    // `No effusion, mild cardiomegaly`: what is graded is there.
    for (let i = cue.end + 1; i < end; i++) if (words[i - 1].text === ',' && grades.has(words[i].text)) end = i;
  }
  return end;
}

const itemEnds = new Set([',', ')', ';', ':']);
const itemStarts = new Set([',', 'and', '(', ';']);
const startsItem = (words: SentenceReading['words'], at: number) => at > 0 && itemStarts.has(words[at - 1].text);

function backwardStart(
  { words }: SentenceReading,
  cue: Meant<'cue'>,
  cues: readonly Meant<'cue'>[],
  clause: WordRange,
): number {
  let start = clause.start;
  // `The effusion, which was seen before, is not seen now`: a comma before the verb ends what `which` opened.
  const verb = copulas.has(words[cue.start].text) ? cue.start : cue.start - 1;
  const resumed = verb > clause.start && copulas.has(words[verb].text) && words[verb - 1].text === ',';
  for (const { start: at, end, value } of cues) {
    if (end > cue.start || end <= start || value.cue.kind !== 'terminator' || (resumed && words[at].text === 'which'))
      continue;
    start = end;
  }
  return start;
}

/**
 * `(cyst?)`, `pneumonia?`: a question mark is about the words since the last comma or bracket; where it stands before a word
 * (`? nodule`, `opacity ?pneumonia`), about those up to the next.
 */
function markQuestion({ words }: SentenceReading, marks: Float32Array, clause: WordRange, at: number): void {
  const next = words[at + 1];
  const apart = at === 0 || words[at - 1].end < words[at].start || sentenceMarks.has(words[at - 1].text);
  const ahead = at + 1 < clause.end && /\p{L}|\d/u.test(next.text) && apart && !placePrepositions.has(next.text);
  if (ahead) {
    for (let i = at + 1; i < clause.end && !sentenceMarks.has(words[i].text) && words[i].text !== '?'; i++)
      marks[i] = Math.max(marks[i], 0.5);
    return;
  }
  for (let i = at - 1; i >= clause.start && !sentenceMarks.has(words[i].text); i--) marks[i] = Math.max(marks[i], 0.5);
}
