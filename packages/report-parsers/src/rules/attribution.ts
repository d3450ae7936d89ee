import { conjunctions, listWords, placePrepositions } from './language/words.ts';
import type { FindingMention, OrganMention, SentenceReading, WordRange } from './sentence-reading.ts';

/** Organs named together: `the liver, spleen and both kidneys`, or the organ of a finding that names it. */
export interface OrganGroup extends WordRange {
  /** Organs of the experiment; empty for a group of other anatomy. */
  readonly members: readonly OrganMention[];
  readonly landmark: boolean;
  /** It is a finding's own organ: `hydronephrosis` speaks of the kidney. */
  readonly implied: boolean;
  /** It is a finding of the whole scan: no organ's. */
  readonly ofScan: boolean;
}

export const isListBetween =
  ({ words }: SentenceReading) =>
  (from: number, to: number): boolean => {
    let joined = false;
    for (let i = from; i < to; i++) {
      if (!listWords.has(words[i].text)) return false;
      joined ||= conjunctions.has(words[i].text) || words[i].text === '/';
    }
    return joined;
  };

/** The organ groups of a clause, in order. */
export function groupOrgans(
  reading: SentenceReading,
  clause: WordRange,
  findings: readonly FindingMention[],
): OrganGroup[] {
  const isList = isListBetween(reading);
  const groups: Array<{
    start: number;
    end: number;
    members: OrganMention[];
    landmark: boolean;
    implied: boolean;
    ofScan: boolean;
  }> = [];
  for (const mention of reading.organs) {
    if (mention.start < clause.start || mention.end > clause.end) continue;
    const last = groups[groups.length - 1];
    const members = mention.organ === undefined ? [] : [mention];
    if (last && (isList(last.end, mention.start) || mention.start <= last.end)) {
      last.members.push(...members);
      last.end = mention.end;
    } else
      groups.push({
        start: mention.start,
        end: mention.end,
        members,
        landmark: mention.landmark,
        implied: false,
        ofScan: false,
      });
  }
  for (const { start, end, terms } of findings) {
    for (const { organ, general, ofScan } of terms) {
      if (general) continue;
      const member: OrganMention = { start, end, organ, paired: false, plural: false, ownSides: [], landmark: false };
      groups.push({ start, end, members: [member], landmark: false, implied: true, ofScan });
    }
  }
  return groups.sort((a, b) => a.start - b.start);
}

/** The group that a finding named without its organ belongs to: the nearest, in the order of words that English uses. */
export function nearestGroup(
  { words }: SentenceReading,
  mention: WordRange,
  groups: readonly OrganGroup[],
): OrganGroup | undefined {
  let best: OrganGroup | undefined;
  let bestCost = Infinity;
  for (const group of groups) {
    const cost = distance(words, mention, group);
    if (cost < bestCost) {
      best = group;
      bestCost = cost;
    }
  }
  return best;
}

function distance(words: SentenceReading['words'], mention: WordRange, group: OrganGroup): number {
  const follows = group.start >= mention.end;
  const [from, to] = follows ? [mention.end, group.start] : [group.end, mention.start];
  // A landmark or a finding's own organ gives way to an organ that is named.
  let cost = Math.max(0, to - from) + (group.landmark ? 40 : 0) + (group.implied ? 4 : 0);
  let placed = false;
  for (let i = from; i < to; i++) {
    if (conjunctions.has(words[i].text)) cost += 4;
    placed ||= placePrepositions.has(words[i].text);
  }
  // `cyst in the left kidney`: a preposition ties the two together.
  return follows && placed ? cost - 3 : cost;
}

/**
 * Findings that share the last words of a longer one: in `hepatic or renal cyst` the liver's cyst too. Only adjectives
 * share (the longer finding begins with its organ, and the list of organs stands right before it).
 */
export function ellipticalFindings(
  reading: SentenceReading,
  clause: WordRange,
  groups: readonly OrganGroup[],
): FindingMention[] {
  if (reading.innerFindings.length === 0) return [];
  const isList = isListBetween(reading);
  const mentions: FindingMention[] = [];
  for (const outer of reading.findings) {
    if (outer.start < clause.start || outer.end > clause.end || outer.end - outer.start < 2) continue;
    const group = groups.find(({ end, implied }) => !implied && end <= outer.start && isList(end, outer.start));
    if (!group) continue;
    for (const inner of reading.innerFindings) {
      if (inner.start <= outer.start || inner.end !== outer.end) continue;
      const terms = inner.terms.filter(
        ({ organ, finding }) =>
          group.members.some((member) => member.organ === organ) &&
          !outer.terms.some((term) => term.finding === finding),
      );
      if (terms.length > 0) {
        mentions.push({
          start: group.start,
          end: inner.end,
          terms: terms.map((term) => ({ ...term, general: false })),
          ranges: [{ start: group.start, end: group.end }, inner],
        });
      }
    }
  }
  return mentions;
}
