import type { Side } from '@totalfm/core';
import type { OrganGroup } from './attribution.ts';
import { judge } from './judge.ts';
import { collectiveWords } from './language/normality.ts';
import { lesionNouns } from './language/lesions.ts';
import { goneWords } from './language/removals.ts';
import { adviceTerms, anaphora, copulas, transitiveVerbs } from './language/words.ts';
import { sidesOfMembers } from './locate-finding.ts';
import { missingOrgan } from './missing-organs.ts';
import { normalStatements, strongestStates } from './normal-statements.ts';
import { collectOrganStatements, type OrganStatements } from './organ-statements.ts';
import type { Rest } from './rest.ts';
import type { Scopes } from './scopes.ts';
import { overlaps, type OrganMention, type SentenceReading, type WordRange } from './sentence-reading.ts';
import { hasWord, within, type ClauseInput, type Statement } from './statement.ts';

/** Statements of normality, sizes of a finding named before, and whatever else a clause says of an organ it names. */
export function otherStatements(input: ClauseInput, rest: Rest): Statement[] {
  const statements = collectOrganStatements(input.lexicon);
  normalStatements(input, rest, statements);
  const further = furtherSize(input, rest);
  if (further) return [further];
  for (const group of rest.groups) if (!group.implied) groupStatements(input, rest, group, statements);
  carriedStatements(input, rest, statements);
  return statements.list().map((statement) => withAbsence(withLesionSize(statement, input), input));
}

/** `It measures 3 cm`: the size or the change of the finding before. */
function furtherSize({ reading, clause, sizes, context }: ClauseInput, rest: Rest): Statement | undefined {
  const { words } = reading;
  const back = hasWord(words, clause, (text) => anaphora.has(text));
  if (rest.mentions.length > 0 || rest.groups.length > 0 || !back || !context?.finding) return undefined;
  const own = sizes.filter(({ start }) => start >= words[clause.start].start && start < words[clause.end - 1].end);
  const change = reading.changes.find((match) => within(match, clause))?.value.change;
  if (own.length === 0 && !change) return undefined;
  const now = own.filter(({ prior }) => !prior).map(({ mm }) => mm);
  const sizeMm = now.length > 0 ? Math.max(...now) : undefined;
  const state = change === 'resolved' ? 'absent' : 'present';
  return { ...context.finding, state, ...(sizeMm && { sizeMm }), ...(change && { change }), confidence: 0.7 };
}

/** Of organs that the clause names, and neither calls normal nor finds anything in. */
function groupStatements(input: ClauseInput, rest: Rest, group: OrganGroup, statements: OrganStatements): void {
  const { reading, clause, options } = input;
  const { scopes, sidesOf } = rest;
  const state = strongestStates(rest);
  for (const member of group.members) {
    const organ = member.organ!;
    if (member.removal) {
      if (hasHappened(input, member, scopes))
        statements.add(organ, sidesOfMembers([member], sidesOf, undefined, 'present'), 'present', 0.9);
      continue;
    }
    const known = state.has(organ) || statements.has(organ);
    if (known || rest.mentions.some(({ ranges }) => ranges.some((range) => overlaps(range, member)))) continue;
    const judged = judge({ ranges: [member] }, scopes, options);
    if (!judged) continue;
    const missing = judged.state === 'absent' ? missingOrgan(reading, clause, group) : undefined;
    const denied = judged.state === 'present' && deniedAfter(reading, clause, group, scopes);
    const said = missing ?? (denied ? 'absent' : judged.state);
    const confidence = missing === 'present' ? 0.9 : missing ? 0.5 : said === 'absent' ? 0.7 : 0.4;
    statements.add(organ, sidesOfMembers([member], sidesOf, undefined, said), said, confidence);
  }
}

/** An operation that was done: not one that is denied, advised or planned. */
function hasHappened({ reading: { words }, clause }: ClauseInput, member: OrganMention, scopes: Scopes): boolean {
  const said = words.slice(clause.start, clause.end).map(({ text }) => text);
  const planned = said.some((text) => adviceTerms.has(text) || /^(?:plan|schedul|candidate|await)/.test(text));
  return !planned && scopes.negation[member.start] === 0 && scopes.noStatement[member.start] === 0;
}

/** Of the organs that the text before was about. */
function carriedStatements(input: ClauseInput, rest: Rest, statements: OrganStatements): void {
  const { reading, clause, sizes, options } = input;
  const { carried, scopes } = rest;
  const { words } = reading;
  if (!carried || rest.findings.length > 0 || statements.list().length > 0) return;
  const generals = reading.generals.filter((match) => within(match, clause));
  const measured = sizes.some(({ start }) => start >= words[clause.start].start && start < words[clause.end - 1].end);
  const about =
    (carried.heading && !hasWord(words, clause, (text) => adviceTerms.has(text))) ||
    generals.length > 0 ||
    hasWord(words, clause, (text) => anaphora.has(text)) ||
    measured ||
    reading.changes.some((match) => within(match, clause));
  const limited = scopes.noStatement.some((mark, at) => mark > 0 && at >= clause.start && at < clause.end);
  if (!about || limited) return;
  const judged = judge({ ranges: generals }, scopes, options);
  if (!judged) return;
  const collective = !carried.heading && hasWord(words, clause, (text) => collectiveWords.has(text));
  const denies = judged.state === 'absent' || reading.normals.some((match) => within(match, clause));
  if (collective && denies) return;
  for (const { organ, sides } of carried.organs)
    statements.add(organ, sides, judged.state, judged.state === 'absent' ? 0.6 : 0.35);
}

/** A lesion that no finding of the organ names has its size all the same: a cyst of the spleen. */
function withLesionSize(statement: Statement, { reading, clause, sizes }: ClauseInput): Statement {
  const { words } = reading;
  if (statement.state === 'absent' || !hasWord(words, clause, (text) => lesionNouns.test(text))) return statement;
  const own = sizes
    .filter(({ start, prior }) => !prior && start >= words[clause.start].start && start < words[clause.end - 1].end)
    .map(({ mm }) => mm);
  return own.length > 0 ? { ...statement, sizeMm: Math.max(...own) } : statement;
}

/** An organ that is gone is the finding that says so, where there is one. */
function withAbsence(statement: Statement, { reading, clause, lexicon }: ClauseInput): Statement {
  const absence = lexicon.absenceOf(statement.organ);
  if (!absence || statement.state !== 'present') return statement;
  const gone = hasWord(reading.words, clause, (text) => goneWords.has(text) || text === 'absence');
  return gone ? { ...statement, ...absence, sides: [] as readonly Side[], confidence: 0.9 } : statement;
}

/** `The liver shows no abnormality`: the organ stands right before a cue, with no more than a verb between. */
function deniedAfter(
  { words, cues, generals, normals }: SentenceReading,
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
  // `The kidneys are not normal` denies no abnormality.
  const isNormal = (range: WordRange) => normals.some((normal) => overlaps(normal, range));
  return generals.some(
    (match) =>
      match.start >= cue.end && match.start < clause.end && scopes.negation[match.start] > 0 && !isNormal(match),
  );
}
