import { affirms } from './affirmation.ts';
import type { CueKind } from './language/cues.ts';
import {
  connectors,
  copulas,
  existentialWords,
  hardConnectors,
  transitiveVerbs,
  verbAdverbs,
} from './language/words.ts';
import { continuesLymphNodes } from './lymph-nodes.ts';
import type { SentenceReading, WordRange } from './sentence-reading.ts';
import { splitExceptions, type Clause } from './split-exceptions.ts';
import { areTrailingAdjectives } from './trailing-adjectives.ts';

/**
 * Splits a sentence where a new statement begins: `Spleen normal, | liver enlarged with a 2 cm cyst`. A list stays whole
 * (`no effusion, pneumothorax or consolidation`), since a cue at either end of it speaks of every item.
 */
export function splitClauses(reading: SentenceReading, from = 0): Clause[] {
  return splitExceptions(reading, from).flatMap(({ exception, ...segment }) =>
    splitSegment(reading, segment).map((clause) => ({ ...clause, exception })),
  );
}

function splitSegment(reading: SentenceReading, segment: WordRange): WordRange[] {
  const chunks = splitChunks(reading, segment);
  const clauses: WordRange[] = [];
  let current: WordRange | undefined;
  chunks.forEach((chunk, index) => {
    if (!current) current = chunk.range;
    else if (startsStatement(reading, current, chunk, chunks.slice(index))) {
      clauses.push(current);
      current = chunk.range;
    } else current = { start: current.start, end: chunk.range.end };
  });
  if (current) clauses.push(current);
  return clauses;
}

interface Chunk {
  readonly range: WordRange;
  /** What stands before it always separates: a semicolon, `but`. */
  readonly hard: boolean;
}

/** The words between commas, `and` and the like; each chunk begins with its connector. */
function splitChunks({ words, cues }: SentenceReading, { start: from, end }: WordRange): Chunk[] {
  const chunks: Chunk[] = [];
  let start = from;
  let hard = false;
  let depth = 0;
  for (let i = from; i < end; i++) {
    const { text } = words[i];
    if (text === '(') depth++;
    else if (text === ')') depth = Math.max(0, depth - 1);
    const isHard = hardConnectors.has(text);
    if (depth > 0 || !(isHard || connectors.has(text))) continue;
    // A connector inside a cue (`although cannot be excluded`) belongs to it; one right after another goes with it.
    if (cues.some((cue) => cue.value.cue.kind !== 'terminator' && cue.start < i && i < cue.end)) continue;
    if (i === start || (chunks.length > 0 && i - 1 === start && connectors.has(words[start].text))) {
      hard ||= isHard;
      continue;
    }
    chunks.push({ range: { start, end: i }, hard });
    start = i;
    hard = isHard;
  }
  if (start < end) chunks.push({ range: { start, end }, hard });
  return chunks;
}

function startsStatement(
  reading: SentenceReading,
  left: WordRange,
  { range, hard }: Chunk,
  following: readonly Chunk[],
): boolean {
  if (continuesLymphNodes(reading, left, range)) return false;
  const right = describe(reading, range);
  if (hard) return right.mentions > 0 || right.normal || right.verb !== undefined;
  const before = describe(reading, left);
  if (right.mentions === 0 || !before.complete) return false;
  if (right.predicate || (right.normal && right.organ)) return true;
  if (affirms(reading, left, range)) return true;
  // `Small, fatty replaced pancreas`: adjectives of what follows.
  if (before.open || !before.organ) return false;
  if (before.verb !== undefined && right.verb !== undefined) return true;
  if (!right.finding && !right.negated) return false;
  if (areTrailingAdjectives(reading, untilHard(following))) return false;
  // `Effusion, ascites or free air is not seen`: the items of a list wait for one verb.
  return before.verb !== undefined || !verbAhead(reading, following);
}

/** The chunks up to the next that is separate whatever it says. */
function untilHard(chunks: readonly Chunk[]): readonly WordRange[] {
  const end = chunks.findIndex(({ hard }, index) => index > 0 && hard);
  return chunks.slice(0, end < 0 ? undefined : end).map(({ range }) => range);
}

function verbAhead(reading: SentenceReading, following: readonly Chunk[]): boolean {
  return untilHard(following).some((range) => describe(reading, range).verb !== undefined);
}

/** Kinds of cues whose scope is a list. */
const opening: ReadonlySet<CueKind> = new Set<CueKind>([
  'negation',
  'uncertainty',
  'likelihood',
  'open-question',
  'no-statement',
]);

interface Description {
  readonly mentions: number;
  readonly organ: boolean;
  readonly finding: boolean;
  readonly normal: boolean;
  readonly negated: boolean;
  readonly verb: 'existential' | 'predicate' | undefined;
  /** An own subject with more said of it than that it is there: `the liver is enlarged`. */
  readonly predicate: boolean;
  /** It can stand alone. */
  readonly complete: boolean;
  /** A cue before a list whose end is not in sight: `no effusion, …`. */
  readonly open: boolean;
}

function describe(reading: SentenceReading, range: WordRange): Description {
  const { words, organs, findings, normals, cues } = reading;
  const within = <T extends WordRange>(items: readonly T[]) =>
    items.filter((item) => item.start >= range.start && item.end <= range.end);
  const ownOrgans = within(organs);
  const ownFindings = within(findings);
  const subjectStart = Math.min(...[...ownOrgans, ...ownFindings].map(({ start }) => start), Infinity);
  const ownCues = within(cues);
  const normal = within(normals).length > 0;
  const negated = ownCues.some(({ value }) => value.cue.kind === 'negation');

  let verb: Description['verb'];
  let verbAt = -1;
  let predicate = false;
  for (let i = range.start; i < range.end; i++) {
    const { text } = words[i];
    const thereIs = text === 'there' && copulas.has(words[i + 1]?.text);
    if (!thereIs && !copulas.has(text) && !transitiveVerbs.has(text)) continue;
    verbAt = i;
    const existential =
      !thereIs && copulas.has(text) && existentialWords.has(wordAfterAdverbs(words, i + 1, range.end));
    verb = existential && verb !== 'predicate' ? 'existential' : existential ? verb : 'predicate';
    if (thereIs || (!existential && subjectStart < i)) predicate = true;
    if (thereIs) i++;
  }
  const openingCue = ownCues.find(
    ({ value, end }) =>
      value.cue.scope === 'after' &&
      opening.has(value.cue.kind) &&
      verbAt < end &&
      !ownCues.some(
        (other) =>
          other.start >= end &&
          (other.value.cue.kind === 'terminator' || other.value.cue.kind === 'negation-terminator'),
      ),
  );
  return {
    mentions: ownOrgans.length + ownFindings.length,
    organ:
      ownOrgans.some(({ landmark }) => !landmark) ||
      ownFindings.some(({ terms }) => terms.some(({ general }) => !general)),
    finding: ownFindings.length > 0,
    normal,
    negated,
    verb,
    predicate,
    complete: verb !== undefined || normal || ownFindings.length > 0 || negated,
    open: openingCue !== undefined,
  };
}

function wordAfterAdverbs(words: SentenceReading['words'], from: number, end: number): string {
  let i = from;
  while (i < end && verbAdverbs.has(words[i].text)) i++;
  return words[i]?.text ?? '';
}
