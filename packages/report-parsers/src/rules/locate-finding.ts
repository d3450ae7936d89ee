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

/** How a mention was judged: whether the finding is there, and how surely. */
type Judged = NonNullable<ReturnType<typeof judge>>;

/** A meaning of a mention with whose it is, and how sure that is. */
interface Attributed {
  readonly term: FindingTerm;
  readonly sides: readonly Side[];
  readonly confidence: number;
  readonly group?: OrganGroup;
}

/** Gives a finding its organ: its own, the nearest that the clause names, or the one that the text was about. */
export function locateFinding(mention: FindingMention, place: Place): Located[] {
  const judged = judge({ ranges: saidOfFinding(mention, place) }, place.scopes, place.options);
  if (!judged) return [];
  return attributed(mention, place, judged)
    .filter(({ term }) => !(term.contrary && judged.state === 'absent'))
    .map(({ term, sides, confidence, group }) => ({
      mention,
      group,
      contrary: term.contrary,
      statement: {
        organ: term.organ,
        finding: term.finding,
        state: term.contrary ? 'absent' : judged.state,
        sides: place.lexicon.isPaired(term.organ) ? sides : [],
        confidence: round(confidence * judged.strength),
      },
    }));
}

/** `The gallbladder is not seen, likely removed`: that an organ is not seen does not deny that it is gone. */
function saidOfFinding({ ranges, terms }: FindingMention, { reading, lexicon }: Place): FindingMention['ranges'] {
  const isGone = ({ organ }: OrganMention) =>
    organ !== undefined && terms.some(({ finding }) => finding === lexicon.absenceOf(organ)?.finding);
  const others = ranges.filter((range) => !reading.organs.some((organ) => overlaps(organ, range) && isGone(organ)));
  return others.length > 0 ? others : ranges;
}

function attributed(mention: FindingMention, place: Place, judged: Judged): readonly Attributed[] {
  const specific = mention.terms.filter(({ general }) => !general);
  // A general term beside a specific one in the same words adds nothing: `renal cyst` is no other organ's cyst.
  if (specific.length > 0) return specific.map((term) => ofItsOwnOrgan(term, mention, place, judged));
  const nearest = nearestGroup(
    place.reading,
    mention,
    place.groups.filter((group) => !(group.implied && overlaps(group, mention))),
  );
  const ofOrgans = nearest
    ? ofGroup(nearest, mention, place, judged)
    : place.carried
      ? ofTextBefore(place.carried, mention, place, judged)
      : [];
  const isOfOrgan = nearest ? !nearest.implied && nearest.members.length > 0 : place.carried?.heading;
  return isOfOrgan && judged.state === 'absent' ? ofOrgans : [...ofOrgans, ...ofScan(mention, ofOrgans)];
}

/**
 * A general term of the whole scan needs no organ beside it: `metastatic disease`. Where an organ has it the scan has it as well; where
 * an organ does not, nothing is said of the scan.
 */
const ofScan = ({ terms }: FindingMention, known: readonly Attributed[]): readonly Attributed[] =>
  terms
    .filter((term) => term.ofScan && !known.some((one) => one.term.finding === term.finding))
    .map((term) => ({ term, sides: [], confidence: 0.95 }));

/** A term that is one organ's only: sides come from its own words, from where the clause names the organ, or from a heading. */
function ofItsOwnOrgan(
  term: FindingTerm,
  mention: FindingMention,
  { reading, groups, context, sidesOf }: Place,
  { state }: Judged,
): Attributed {
  const own = sidesOf(mention);
  const group = nearestGroup(
    reading,
    mention,
    groups.filter(({ implied, members }) => !implied && members.some(({ organ }) => organ === term.organ)),
  );
  const members = group?.members.filter(({ organ }) => organ === term.organ) ?? [];
  const fromGroup = group ? sidesOfMembers(members, sidesOf, term, state) : [];
  const inherited = groups.some(({ implied }) => !implied) ? [] : contextSides(context, term.organ);
  const sides = own.length > 0 ? own : fromGroup.length > 0 ? fromGroup : inherited;
  return { term, sides, confidence: 1, group };
}

/** Each organ of the group that can have such a finding. */
function ofGroup(
  group: OrganGroup,
  mention: FindingMention,
  { sidesOf }: Place,
  { state }: Judged,
): readonly Attributed[] {
  const own = sidesOf(mention);
  return [...new Set(group.members.map((member) => member.organ))].flatMap((organ) => {
    const members = group.members.filter((member) => member.organ === organ);
    return mention.terms
      .filter((candidate) => candidate.organ === organ)
      .map((term) => ({
        term,
        sides: own.length > 0 ? own : group.implied ? [] : sidesOfMembers(members, sidesOf, term, state),
        confidence: group.landmark ? 0.5 : 0.95,
        group,
      }));
  });
}

/** Organs that the text before was about. */
function ofTextBefore(
  carried: Context,
  mention: FindingMention,
  { sidesOf }: Place,
  { state }: Judged,
): readonly Attributed[] {
  const candidates = mention.terms.filter((term) => carried.organs.some(({ organ }) => organ === term.organ));
  // Two organs in the text before and a finding that both could have: whose it is remains open, unless neither has it.
  if (new Set(candidates.map(({ organ }) => organ)).size > 1 && state !== 'absent') return [];
  const own = sidesOf(mention);
  return candidates.map((term) => ({
    term,
    sides: own.length > 0 ? own : (carried.organs.find(({ organ }) => organ === term.organ)?.sides ?? []),
    confidence: carried.heading ? 0.9 : 0.75,
  }));
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
 * own organ is named as well. `The appendix is dilated`: one of the same organ says which finding a general word is of.
 */
export function withoutOwned(mentions: readonly FindingMention[], groups: readonly OrganGroup[]): FindingMention[] {
  return mentions.filter((mention) => {
    const { organ, finding } = mention.terms[0];
    const owners = mentions.flatMap(({ ranges, terms: [owner] }) =>
      ranges.length > 1 && !owner.general && ranges.some((range) => overlaps(range, mention)) ? [owner] : [],
    );
    if (mention.ranges.length > 1) return true;
    const isGeneral = mention.terms.every(({ general }) => general);
    if (isGeneral && owners.some((owner) => owner.organ === organ && owner.finding !== finding)) return false;
    return (
      !owners.some((owner) => owner.organ !== organ) ||
      groups.some(({ implied, members }) => !implied && members.some((member) => member.organ === organ))
    );
  });
}
