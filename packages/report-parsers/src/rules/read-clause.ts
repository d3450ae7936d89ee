import type { Finding, Side } from '@totalfm/core';
import { adviceTerms, anaphora, copulas, transitiveVerbs } from './language/words.ts';
import { ellipticalFindings, groupOrgans, isListBetween, nearestGroup, type OrganGroup } from './attribution.ts';
import type { FindingTerm, Lexicon } from './lexicon.ts';
import { readScopes, type Scopes } from './scopes.ts';
import { findCompounds, overlaps, type FindingMention, type OrganMention, type SentenceReading, type WordRange } from './sentence-reading.ts';
import { readSides, sortSides, type SidesOf } from './sides.ts';
import type { Size } from './sizes.ts';

/** What the text before a clause was about. */
export interface Context {
  readonly organs: ReadonlyArray<{ readonly organ: string; readonly sides: readonly Side[] }>;
  /** The last finding that was not absent: what `it measures 3 cm` speaks of. */
  readonly finding?: { readonly organ: string; readonly finding: string; readonly sides: readonly Side[] };
  /** It is a heading (`LIVER:`), so everything under it is about these organs. */
  readonly heading: boolean;
}

export interface RulesOptions {
  readonly likely: 'present' | 'uncertain';
}

export interface ClauseInput {
  readonly report: string;
  readonly reading: SentenceReading;
  readonly clause: WordRange;
  readonly sizes: readonly Size[];
  readonly context: Context | undefined;
  readonly lexicon: Lexicon;
  readonly options: RulesOptions;
}

/** A finding without its sentence, which is chosen when the whole sentence is read. */
export type Statement = Omit<Finding, 'sentence'>;

export interface ClauseResult {
  readonly statements: readonly Statement[];
  /** Context for the next clause; undefined where this one left the organs of the experiment; `'same'` where it named none. */
  readonly context: Context | 'same' | undefined;
}

const within = (range: WordRange, clause: WordRange) => range.start >= clause.start && range.end <= clause.end;

/** Statements of one clause about the organs of the experiment. */
export function readClause(input: ClauseInput): ClauseResult {
  const { report, reading, clause, context, lexicon } = input;
  const plain = reading.findings.filter((finding) => within(finding, clause));
  const direct = [...plain, ...findCompounds(reading, clause, isListBetween(reading))];
  const groups = groupOrgans(reading, clause, direct);
  const mentions = [...withoutOwned(direct, groups), ...ellipticalFindings(reading, clause, groups)].sort((a, b) => a.start - b.start);
  const scopes = readScopes(reading, clause, mentions);
  const sidesOf = readSides(reading, clause, mentions, report);
  const named = groups.filter(({ landmark }) => !landmark);
  const carried = named.length === 0 ? context : undefined;

  const located: Located[] = mentions.flatMap((mention) => locate(mention, { reading, groups, context, carried, lexicon, sidesOf, scopes, options: input.options }));
  measure(located, input);
  const findings = distinct(located);
  const others = otherStatements(input, { findings: located, mentions, groups: named, scopes, sidesOf, carried });
  const statements = [...findings, ...others];
  return { statements, context: nextContext(input, located, named, sidesOf, statements) };
}

/**
 * `Atheroma plaques in the coronary arteries`: a compound with another organ's name says whose the finding is, unless its
 * own organ is named as well.
 */
function withoutOwned(mentions: readonly FindingMention[], groups: readonly OrganGroup[]): FindingMention[] {
  return mentions.filter((mention) => {
    const { organ } = mention.terms[0];
    const owned = mentions.some((other) => other.ranges.length > 1 && other.terms[0].organ !== organ && !other.terms[0].general && other.ranges.some((range) => overlaps(range, mention)));
    return !owned || mention.ranges.length > 1 || groups.some(({ implied, members }) => !implied && members.some((member) => member.organ === organ));
  });
}

/** A finding with its place in the clause, while sizes and changes are given out. */
interface Located {
  readonly mention: FindingMention;
  readonly group: OrganGroup | undefined;
  readonly contrary: boolean;
  statement: Statement;
}

interface Place {
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
function locate(mention: FindingMention, place: Place): Located[] {
  const judged = judge(mention, place.scopes, place.options);
  if (!judged) return [];
  const { reading, groups, context, carried, lexicon, sidesOf } = place;
  const nearest = nearestGroup(reading, mention, groups.filter((group) => !(group.implied && overlaps(group, mention))));
  const specific = mention.terms.filter(({ general }) => !general);
  const located: Located[] = [];
  const add = (term: FindingTerm, sides: readonly Side[], confidence: number, group?: OrganGroup) => {
    if (term.contrary && judged.state === 'absent') return;
    const state = term.contrary ? 'absent' : judged.state;
    const own = lexicon.isPaired(term.organ) ? sides : [];
    located.push({
      mention, group, contrary: term.contrary,
      statement: { organ: term.organ, finding: term.finding, state, sides: own, confidence: round(confidence * judged.strength) },
    });
  };

  for (const term of specific) {
    const own = sidesOf(mention);
    const group = nearestGroup(reading, mention, groups.filter(({ implied, members }) => !implied && members.some(({ organ }) => organ === term.organ)));
    const fromGroup = group ? sidesOfMembers(group.members.filter(({ organ }) => organ === term.organ), sidesOf, term, judged.state) : [];
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
        const sides = own.length > 0 ? own : nearest.implied ? [] : sidesOfMembers(members, sidesOf, term, judged.state);
        add(term, sides, nearest.landmark ? 0.5 : 0.95, nearest);
      }
    }
    return located;
  }
  if (!carried) return located;
  const candidates = mention.terms.filter((term) => carried.organs.some(({ organ }) => organ === term.organ));
  // Two organs in the text before and a finding that both could have: whose it is remains open, unless neither has it.
  if (candidates.length > 1 && new Set(candidates.map(({ organ }) => organ)).size > 1 && judged.state !== 'absent') return located;
  for (const term of candidates) {
    const own = sidesOf(mention);
    add(term, own.length > 0 ? own : (carried.organs.find(({ organ }) => organ === term.organ)?.sides ?? []), carried.heading ? 0.9 : 0.75);
  }
  return located;
}

function contextSides(context: Context | undefined, organ: string): readonly Side[] {
  if (!context?.heading) return [];
  return context.organs.find((item) => item.organ === organ)?.sides ?? [];
}

/** Sides of organ mentions; a plural without sides means both, where the finding is of all of it or of none. */
function sidesOfMembers(members: readonly OrganMention[], sidesOf: SidesOf, term: FindingTerm | undefined, state: Finding['state']): readonly Side[] {
  const sides = sortSides(members.flatMap((member) => sidesOf(member)));
  if (sides.length > 0) return sides;
  const all = state === 'absent' || term?.grade === 'whole-organ' || term === undefined;
  return all && members.some(({ plural, paired }) => plural && paired) ? ['left', 'right'] : [];
}

/** What the cues around a mention make of it; undefined where the report says nothing of the finding itself. */
function judge({ ranges }: Pick<FindingMention, 'ranges'>, scopes: Scopes, { likely }: RulesOptions): { state: Finding['state']; strength: number } | undefined {
  const strongest = (marks: Float32Array) => {
    let strength = 0;
    for (const { start, end } of ranges) for (let i = start; i < end; i++) strength = Math.max(strength, marks[i]);
    return strength;
  };
  if (strongest(scopes.noStatement) > 0) return undefined;
  const open = strongest(scopes.openQuestion);
  if (open > 0) return { state: 'uncertain', strength: open };
  const negation = strongest(scopes.negation);
  const uncertainty = strongest(scopes.uncertainty);
  if (negation > 0) return { state: 'absent', strength: uncertainty > 0 ? Math.min(negation, 0.7) : negation };
  if (uncertainty > 0) return { state: 'uncertain', strength: uncertainty };
  const likelihood = strongest(scopes.likelihood);
  if (likelihood > 0) return { state: likely, strength: likelihood };
  return { state: 'present', strength: 0.95 };
}

/** Gives each size to the nearest finding, and the clause's change to every finding that is there. */
function measure(located: Located[], { reading, clause, sizes }: ClauseInput): void {
  const { words } = reading;
  for (const size of sizes) {
    const start = words.findIndex((word) => word.end > size.start);
    if (start < clause.start || start >= clause.end) continue;
    let end = start;
    while (end < clause.end && words[end].start < size.end) end++;
    const costs = located.map(({ mention, statement }) => (statement.state === 'absent' ? Infinity : sizeDistance(words, { start, end }, mention)));
    const least = Math.min(...costs, Infinity);
    if (least === Infinity) continue;
    located.forEach((item, index) => {
      if (costs[index] === least) item.statement = { ...item.statement, sizeMm: Math.max(size.mm, item.statement.sizeMm ?? 0) };
    });
  }
  const change = reading.changes.find((match) => within(match, clause))?.value.change;
  if (!change) return;
  for (const item of located) {
    const { state } = item.statement;
    if (change === 'resolved' && state === 'present') item.statement = { ...item.statement, state: 'absent', change };
    else if (state !== 'absent' || change === 'resolved') item.statement = { ...item.statement, change };
  }
}

function sizeDistance(words: SentenceReading['words'], size: WordRange, mention: WordRange): number {
  const [from, to] = mention.start >= size.end ? [size.end, mention.start] : [mention.end, size.start];
  let cost = Math.max(0, to - from);
  for (let i = from; i < to; i++) if (/^(,|and|;|with)$/.test(words[i].text)) cost += 3;
  return cost;
}

/** One statement for each organ, finding and side; a clause that says both is read as present. */
function distinct(located: readonly Located[]): Statement[] {
  const rank = { present: 2, uncertain: 1, absent: 0 } as const;
  const byKey = new Map<string, Statement>();
  for (const { statement, contrary } of located) {
    const key = `${statement.organ}/${statement.finding}/${statement.state === 'absent' ? 'absent' : statement.sides.join('+')}`;
    const other = byKey.get(key);
    if (!other) byKey.set(key, statement);
    else if (rank[statement.state] > rank[other.state] || (statement.state === other.state && statement.confidence > other.confidence && !contrary)) {
      byKey.set(key, { ...statement, sizeMm: statement.sizeMm ?? other.sizeMm, sides: sortSides([...statement.sides, ...other.sides]) });
    } else if (statement.state === other.state) {
      const sizeMm = Math.max(statement.sizeMm ?? 0, other.sizeMm ?? 0) || undefined;
      byKey.set(key, { ...other, sides: sortSides([...other.sides, ...statement.sides]), ...(sizeMm && { sizeMm }) });
    }
  }
  const statements = [...byKey.values()];
  // Without sides of its own, one gives way to another of the same finding: `left nephrolithiasis with three stones`, `no
  // ascites except for a trace`.
  return statements.filter((one) => {
    const others = statements.filter((other) => other !== one && other.finding === one.finding && other.organ === one.organ);
    if (one.sides.length > 0) return true;
    return one.state === 'absent' ? others.every(({ state }) => state === 'absent') : !others.some(({ state, sides }) => state === one.state && sides.length > 0);
  });
}

interface Rest {
  readonly findings: readonly Located[];
  readonly mentions: readonly FindingMention[];
  readonly groups: readonly OrganGroup[];
  readonly scopes: Scopes;
  readonly sidesOf: SidesOf;
  readonly carried: Context | undefined;
}

/** Statements of normality, sizes of a finding named before, and whatever else a clause says of an organ it names. */
function otherStatements(input: ClauseInput, rest: Rest): Statement[] {
  const { reading, clause, sizes, context, lexicon } = input;
  const { findings, groups, scopes, sidesOf, carried } = rest;
  const { words } = reading;
  const statements = new Map<string, Statement>();
  const state = new Map(findings.map(({ statement }) => [statement.organ, statement.state] as const));
  for (const { statement } of findings) if (statement.state !== 'absent') state.set(statement.organ, statement.state);
  const add = (organ: string, sides: readonly Side[], kind: Finding['state'], confidence: number) => {
    const known = statements.get(organ);
    if (known && known.state === kind) statements.set(organ, { ...known, sides: sortSides([...known.sides, ...sides]) });
    else if (!known) statements.set(organ, { organ, state: kind, sides: lexicon.isPaired(organ) ? sides : [], confidence: round(confidence) });
  };
  const speaksOf = (organ: string) => state.has(organ) || statements.has(organ);

  const partial = reading.aspects.some((aspect) => within(aspect, clause));
  const otherwise = hasWord(words, clause, (text) => text === 'otherwise');
  const cueRanges = reading.cues.filter((cue) => within(cue, clause) && cue.value.cue.scope === 'after');
  for (const normal of reading.normals.filter((match) => within(match, clause))) {
    if (scopes.negation[normal.start] > 0 || scopes.noStatement[normal.start] > 0) continue;
    if (cueRanges.some((cue) => cue.start <= normal.start && normal.end < cue.end)) continue;
    // Part of a finding's own words: `normal in size` has been said already.
    if (rest.mentions.some(({ ranges }) => ranges.some((range) => overlaps(range, normal)))) {
      if (findings.some(({ contrary, mention }) => contrary && mention.ranges.some((range) => overlaps(range, normal)))) continue;
    }
    const strength = (normal.value.whole ? 0.95 : 0.75) * (partial ? 0.8 : 1);
    const group = nearestGroup(reading, normal, groups);
    const organs = group ? unique(group.members.map(({ organ }) => organ!)) : (carried?.organs.map(({ organ }) => organ) ?? []);
    for (const organ of organs) {
      const abnormal = state.has(organ) && state.get(organ) !== 'absent';
      if ((abnormal && !otherwise) || (state.has(organ) && partial && !otherwise)) continue;
      const sides = group
        ? sidesOfMembers(group.members.filter((member) => member.organ === organ), sidesOf, undefined, 'absent')
        : (carried?.organs.find((item) => item.organ === organ)?.sides ?? []);
      add(organ, sides, 'absent', strength * (group ? 1 : 0.85));
    }
  }

  const back = hasWord(words, clause, (text) => anaphora.has(text));
  if (findings.length === 0 && rest.mentions.length === 0 && groups.length === 0 && back && context?.finding) {
    const own = sizes.filter(({ start }) => start >= words[clause.start].start && start < words[clause.end - 1].end);
    const change = reading.changes.find((match) => within(match, clause))?.value.change;
    if (own.length > 0 || change) {
      const { finding } = context;
      const sizeMm = own.length > 0 ? Math.max(...own.map(({ mm }) => mm)) : undefined;
      const said = change === 'resolved' ? 'absent' : 'present';
      return [{ organ: finding.organ, finding: finding.finding, state: said, sides: finding.sides, ...(sizeMm && { sizeMm }), ...(change && { change }), confidence: 0.7 }];
    }
  }

  for (const { start, end, members, implied } of groups) {
    if (implied) continue;
    for (const member of members) {
      const organ = member.organ!;
      if (speaksOf(organ) || rest.mentions.some(({ ranges }) => ranges.some((range) => overlaps(range, member)))) continue;
      const judged = judge({ ranges: [member] }, scopes, input.options);
      if (!judged) continue;
      const denied = judged.state === 'present' && deniedAfter(reading, clause, { start, end }, scopes);
      const said = denied ? 'absent' : judged.state;
      add(organ, sidesOfMembers([member], sidesOf, undefined, said), said, said === 'absent' ? 0.7 : 0.4);
    }
  }
  if (carried) {
    const general = reading.generals.some((match) => within(match, clause));
    const measured = sizes.some(({ start }) => start >= words[clause.start].start && start < words[clause.end - 1].end);
    const advice = hasWord(words, clause, (text) => adviceTerms.has(text));
    const about = (carried.heading && !advice) || general || back || measured || reading.changes.some((match) => within(match, clause));
    if (about && findings.length === 0 && statements.size === 0) {
      const limited = scopes.noStatement.some((mark, at) => mark > 0 && at >= clause.start && at < clause.end);
      const judged = limited ? undefined : judge({ ranges: reading.generals.filter((match) => within(match, clause)) }, scopes, input.options);
      if (judged) for (const { organ, sides } of carried.organs) add(organ, sides, judged.state, judged.state === 'absent' ? 0.6 : 0.35);
    }
  }
  return [...statements.values()];
}

/** `The liver shows no abnormality`: the organ stands right before a cue, with no more than a verb between. */
function deniedAfter({ words, cues, generals }: SentenceReading, clause: WordRange, organ: WordRange, scopes: Scopes): boolean {
  const cue = cues.find(({ start, end, value }) => start >= organ.end && end <= clause.end && value.cue.kind === 'negation' && value.cue.scope === 'after');
  if (!cue || cue.start - organ.end > 4) return false;
  const plain = (at: number) => copulas.has(words[at].text) || transitiveVerbs.has(words[at].text) || words[at].text === 'with' || generals.some(({ start }) => start === at);
  for (let i = organ.end; i < cue.start; i++) if (!plain(i)) return false;
  return generals.some(({ start }) => start >= cue.end && start < clause.end && scopes.negation[start] > 0);
}

function nextContext({ context, lexicon }: ClauseInput, located: readonly Located[], groups: readonly OrganGroup[], sidesOf: SidesOf, statements: readonly Statement[]): ClauseResult['context'] {
  const present = located.filter(({ statement }) => statement.state !== 'absent');
  const last = present[present.length - 1]?.statement;
  const finding = last?.finding ? { organ: last.organ, finding: last.finding, sides: last.sides } : undefined;
  if (groups.length === 0) return context && finding ? { ...context, finding } : 'same';
  // The subject is the first group that is named; a finding's own organ serves where none is.
  const subject = groups.find(({ implied, members }) => !implied && members.length > 0) ?? groups.find(({ members }) => members.length > 0);
  if (!subject) return undefined;
  const organs = unique(subject.members.map(({ organ }) => organ!)).map((organ) => {
    const sides = sortSides(subject.members.filter((member) => member.organ === organ).flatMap((member) => sidesOf(member)));
    const fromFinding = statements.find((statement) => statement.organ === organ && statement.state !== 'absent')?.sides ?? [];
    const known = sides.length > 0 ? sides : fromFinding;
    return { organ, sides: lexicon.isPaired(organ) && known.length < 2 ? known : [] };
  });
  return { organs, finding, heading: false };
}

const unique = <T>(items: readonly T[]) => [...new Set(items)];
const round = (value: number) => Math.round(value * 1000) / 1000;
const hasWord = (words: SentenceReading['words'], { start, end }: WordRange, test: (text: string) => boolean) => {
  for (let i = start; i < end; i++) if (test(words[i].text)) return true;
  return false;
};
