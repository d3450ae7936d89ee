import type { Finding } from '@totalfm/core';
import { nearestGroup } from './attribution.ts';
import { collectiveWords } from './language/normality.ts';
import type { Meant } from './lexicon.ts';
import { sidesOfMembers } from './locate-finding.ts';
import type { OrganStatements } from './organ-statements.ts';
import type { Rest } from './rest.ts';
import { overlaps } from './sentence-reading.ts';
import { hasWord, unique, within, type ClauseInput } from './statement.ts';

/** `The liver is unremarkable`: organs that a clause calls normal, unless it finds something in them. */
export function normalStatements(input: ClauseInput, rest: Rest, statements: OrganStatements): void {
  const { reading, clause } = input;
  // `The abdominal organs are unremarkable` goes on about no organ named before.
  const collective = hasWord(reading.words, clause, (text) => collectiveWords.has(text));
  const carried = collective && !rest.carried?.heading ? undefined : rest.carried;
  const groups = rest.groups.filter(({ members }) => !members.some(({ removal }) => removal));
  const partial = reading.aspects.some((aspect) => within(aspect, clause));
  const otherwise = hasWord(reading.words, clause, (text) => text === 'otherwise');
  const state = strongestStates(rest);
  for (const normal of normalsOf(input, rest)) {
    const strength = (normal.value.whole ? 0.95 : 0.75) * (partial ? 0.8 : 1);
    const group = nearestGroup(reading, normal, groups);
    const organs = group
      ? unique(group.members.map(({ organ }) => organ!))
      : (carried?.organs.map(({ organ }) => organ) ?? []);
    for (const organ of organs) {
      const abnormal = state.has(organ) && state.get(organ) !== 'absent';
      if ((abnormal && !otherwise) || (state.has(organ) && partial && !otherwise)) continue;
      const members = group?.members.filter((member) => member.organ === organ);
      const sides = members
        ? sidesOfMembers(members, rest.sidesOf, undefined, 'absent')
        : (carried?.organs.find((item) => item.organ === organ)?.sides ?? []);
      statements.add(organ, sides, 'absent', strength * (group ? 1 : 0.85));
    }
  }
}

function normalsOf({ reading, clause }: ClauseInput, { scopes, mentions, findings }: Rest): Meant<'normal'>[] {
  const cues = reading.cues.filter((cue) => within(cue, clause) && cue.value.cue.scope === 'after');
  return reading.normals.filter((normal) => {
    if (!within(normal, clause)) return false;
    if (scopes.negation[normal.start] > 0 || scopes.noStatement[normal.start] > 0) return false;
    if (cues.some((cue) => cue.start <= normal.start && normal.end < cue.end)) return false;
    // Part of a finding's own words: `normal in size` has been said already.
    const said = mentions.some(({ ranges }) => ranges.some((range) => overlaps(range, normal)));
    const contrary = findings.some(
      ({ contrary, mention }) => contrary && mention.ranges.some((range) => overlaps(range, normal)),
    );
    return !(said && contrary);
  });
}

/** By organ, what its findings are: present or uncertain before absent. */
export function strongestStates({ findings }: Rest): ReadonlyMap<string, Finding['state']> {
  const state = new Map(findings.map(({ statement }) => [statement.organ, statement.state] as const));
  for (const { statement } of findings) if (statement.state !== 'absent') state.set(statement.organ, statement.state);
  return state;
}
