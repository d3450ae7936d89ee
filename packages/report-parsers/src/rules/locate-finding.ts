import type { Finding, Side } from '@totalfm/core';
import { nearestGroup, type OrganGroup } from './attribution.ts';
import { judge } from './judge.ts';
import { conjunctions } from './language/words.ts';
import type { FindingTerm, Lexicon } from './lexicon.ts';
import type { Scopes } from './scopes.ts';
import { overlaps, type FindingMention, type OrganMention, type SentenceReading } from './sentence-reading.ts';
import { sortSides, type SidesOf } from './sides.ts';
import { hasWord, round, type Context, type RulesOptions, type Statement } from './statement.ts';

/** A finding with its place in the clause, while sizes and changes are given out. */
export interface Located {
  readonly mention: FindingMention;
  readonly group: OrganGroup | undefined;
  readonly contrary: boolean;
  statement: Statement;
}

export interface Place {
  readonly reading: SentenceReading;
  readonly groups: readonly OrganGroup[];
  readonly context: Context | undefined;
  readonly carried: Context | undefined;
  readonly lexicon: Lexicon;
  readonly sidesOf: SidesOf;
  readonly scopes: Scopes;
  readonly options: RulesOptions;
}

/** Gives a finding its organ: its own, the nearest that the clause names, or the one that the text was about. */
export function locateFinding(mention: FindingMention, place: Place): Located[] {
  const judged = judge(mention, place.scopes, place.options);
  if (!judged) return [];
  const { reading, groups, context, carried, lexicon, sidesOf } = place;
  const nearest = nearestGroup(
    reading,
    mention,
    groups.filter((group) => !(group.implied && overlaps(group, mention))),
  );
  const specific = mention.terms.filter(({ general }) => !general);
  const located: Located[] = [];
  const add = (term: FindingTerm, sides: readonly Side[], confidence: number, group?: OrganGroup) => {
    if (term.contrary && judged.state === 'absent') return;
    const state = term.contrary ? 'absent' : judged.state;
    const own = lexicon.isPaired(term.organ) ? sides : [];
    located.push({
      mention,
      group,
      contrary: term.contrary,
      statement: {
        organ: term.organ,
        finding: term.finding,
        state,
        sides: own,
        confidence: round(confidence * judged.strength),
      },
    });
  };

  for (const term of specific) {
    const own = sidesOf(mention);
    const group = nearestGroup(
      reading,
      mention,
      groups.filter(({ implied, members }) => !implied && members.some(({ organ }) => organ === term.organ)),
    );
    const fromGroup = group
      ? sidesOfMembers(
          group.members.filter(({ organ }) => organ === term.organ),
          sidesOf,
          term,
          judged.state,
        )
      : [];
    const inherited = groups.some(({ implied }) => !implied) ? [] : contextSides(context, term.organ);
    add(term, own.length > 0 ? own : fromGroup.length > 0 ? fromGroup : inherited, 1, group);
  }
  // A general term beside a specific one in the same words adds nothing: `renal cyst` is no other organ's cyst.
  if (specific.length > 0) return located;

  if (nearest) {
    for (const organ of new Set(nearest.members.map((member) => member.organ))) {
      const members = nearest.members.filter((member) => member.organ === organ);
      for (const term of mention.terms.filter((candidate) => candidate.organ === organ)) {
        const own = sidesOf(mention);
        const sides =
          own.length > 0 ? own : nearest.implied ? [] : sidesOfMembers(members, sidesOf, term, judged.state);
        add(term, sides, nearest.landmark ? 0.5 : 0.95, nearest);
      }
    }
    return located;
  }
  if (!carried) return located;
  const candidates = mention.terms.filter((term) => carried.organs.some(({ organ }) => organ === term.organ));
  // Two organs in the text before and a finding that both could have: whose it is remains open, unless neither has it.
  if (candidates.length > 1 && new Set(candidates.map(({ organ }) => organ)).size > 1 && judged.state !== 'absent')
    return located;
  for (const term of candidates) {
    const own = sidesOf(mention);
    add(
      term,
      own.length > 0 ? own : (carried.organs.find(({ organ }) => organ === term.organ)?.sides ?? []),
      carried.heading ? 0.9 : 0.75,
    );
  }
  return located;
}

function contextSides(context: Context | undefined, organ: string): readonly Side[] {
  if (!context?.heading) return [];
  return context.organs.find((item) => item.organ === organ)?.sides ?? [];
}

/** Sides of organ mentions; a plural without sides means both, where the finding is of all of it or of none. */
export function sidesOfMembers(
  members: readonly OrganMention[],
  sidesOf: SidesOf,
  term: FindingTerm | undefined,
  state: Finding['state'],
): readonly Side[] {
  const sides = sortSides(members.flatMap((member) => sidesOf(member)));
  if (sides.length > 0) return sides;
  const all = state === 'absent' || term?.grade === 'whole-organ' || term === undefined;
  return all && members.some(({ plural, paired }) => plural && paired) ? ['left', 'right'] : [];
}

/** `Density increases consistent with sequelae`: what the words beside it explain is said of these. */
export function withoutExplained(
  mentions: readonly FindingMention[],
  { words, explanations }: SentenceReading,
): readonly FindingMention[] {
  if (explanations.length === 0) return mentions;
  const apart = (from: number, to: number) =>
    hasWord(words, { start: from, end: to }, (text) => conjunctions.has(text) && text !== '(' && text !== ')');
  const explained = (mention: FindingMention, finding: string) =>
    explanations.some(
      ({ start, end, value }) =>
        value.finding === finding && !(start >= mention.end ? apart(mention.end, start) : apart(end, mention.start)),
    );
  return mentions.filter((mention) => !mention.terms.every(({ finding }) => explained(mention, finding)));
}

/**
 * `Atheroma plaques in the coronary arteries`: a compound with another organ's name says whose the finding is, unless its
 * own organ is named as well.
 */
export function withoutOwned(mentions: readonly FindingMention[], groups: readonly OrganGroup[]): FindingMention[] {
  return mentions.filter((mention) => {
    const { organ } = mention.terms[0];
    const owned = mentions.some(
      ({ ranges, terms: [owner] }) =>
        ranges.length > 1 &&
        owner.organ !== organ &&
        !owner.general &&
        ranges.some((range) => overlaps(range, mention)),
    );
    return (
      !owned ||
      mention.ranges.length > 1 ||
      groups.some(({ implied, members }) => !implied && members.some((member) => member.organ === organ))
    );
  });
}
