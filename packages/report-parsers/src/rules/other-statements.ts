import type { Finding, Side } from '@totalfm/core';
import { nearestGroup, type OrganGroup } from './attribution.ts';
import { judge } from './judge.ts';
import { adviceTerms, anaphora, copulas, transitiveVerbs } from './language/words.ts';
import { sidesOfMembers, type Located } from './locate-finding.ts';
import type { Scopes } from './scopes.ts';
import { overlaps, type FindingMention, type SentenceReading, type WordRange } from './sentence-reading.ts';
import { sortSides, type SidesOf } from './sides.ts';
import { hasWord, round, unique, within, type ClauseInput, type Context, type Statement } from './statement.ts';

export interface Rest {
  readonly findings: readonly Located[];
  readonly mentions: readonly FindingMention[];
  readonly groups: readonly OrganGroup[];
  readonly scopes: Scopes;
  readonly sidesOf: SidesOf;
  readonly carried: Context | undefined;
}

/** Statements of normality, sizes of a finding named before, and whatever else a clause says of an organ it names. */
export function otherStatements(input: ClauseInput, rest: Rest): Statement[] {
  const { reading, clause, sizes, context, lexicon } = input;
  const { findings, groups, scopes, sidesOf, carried } = rest;
  const { words } = reading;
  const statements = new Map<string, Statement>();
  const state = new Map(findings.map(({ statement }) => [statement.organ, statement.state] as const));
  for (const { statement } of findings) if (statement.state !== 'absent') state.set(statement.organ, statement.state);
  const add = (organ: string, sides: readonly Side[], kind: Finding['state'], confidence: number) => {
    const known = statements.get(organ);
    if (known && known.state === kind)
      statements.set(organ, { ...known, sides: sortSides([...known.sides, ...sides]) });
    else if (!known)
      statements.set(organ, {
        organ,
        state: kind,
        sides: lexicon.isPaired(organ) ? sides : [],
        confidence: round(confidence),
      });
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
      if (findings.some(({ contrary, mention }) => contrary && mention.ranges.some((range) => overlaps(range, normal))))
        continue;
    }
    const strength = (normal.value.whole ? 0.95 : 0.75) * (partial ? 0.8 : 1);
    const group = nearestGroup(reading, normal, groups);
    const organs = group
      ? unique(group.members.map(({ organ }) => organ!))
      : (carried?.organs.map(({ organ }) => organ) ?? []);
    for (const organ of organs) {
      const abnormal = state.has(organ) && state.get(organ) !== 'absent';
      if ((abnormal && !otherwise) || (state.has(organ) && partial && !otherwise)) continue;
      const sides = group
        ? sidesOfMembers(
            group.members.filter((member) => member.organ === organ),
            sidesOf,
            undefined,
            'absent',
          )
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
      const now = own.filter(({ prior }) => !prior).map(({ mm }) => mm);
      const sizeMm = now.length > 0 ? Math.max(...now) : undefined;
      const said = change === 'resolved' ? 'absent' : 'present';
      return [{ ...finding, state: said, ...(sizeMm && { sizeMm }), ...(change && { change }), confidence: 0.7 }];
    }
  }

  for (const { start, end, members, implied } of groups) {
    if (implied) continue;
    for (const member of members) {
      const organ = member.organ!;
      if (speaksOf(organ) || rest.mentions.some(({ ranges }) => ranges.some((range) => overlaps(range, member))))
        continue;
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
    const about =
      (carried.heading && !advice) ||
      general ||
      back ||
      measured ||
      reading.changes.some((match) => within(match, clause));
    if (about && findings.length === 0 && statements.size === 0) {
      const limited = scopes.noStatement.some((mark, at) => mark > 0 && at >= clause.start && at < clause.end);
      const judged = limited
        ? undefined
        : judge({ ranges: reading.generals.filter((match) => within(match, clause)) }, scopes, input.options);
      if (judged)
        for (const { organ, sides } of carried.organs)
          add(organ, sides, judged.state, judged.state === 'absent' ? 0.6 : 0.35);
    }
  }
  return [...statements.values()];
}

/** `The liver shows no abnormality`: the organ stands right before a cue, with no more than a verb between. */
function deniedAfter(
  { words, cues, generals }: SentenceReading,
  clause: WordRange,
  organ: WordRange,
  scopes: Scopes,
): boolean {
  const cue = cues.find(
    ({ start, end, value }) =>
      start >= organ.end && end <= clause.end && value.cue.kind === 'negation' && value.cue.scope === 'after',
  );
  if (!cue || cue.start - organ.end > 4) return false;
  const isVerb = (text: string) => copulas.has(text) || transitiveVerbs.has(text) || text === 'with';
  const plain = (at: number) => isVerb(words[at].text) || generals.some(({ start }) => start === at);
  for (let i = organ.end; i < cue.start; i++) if (!plain(i)) return false;
  return generals.some(({ start }) => start >= cue.end && start < clause.end && scopes.negation[start] > 0);
}
