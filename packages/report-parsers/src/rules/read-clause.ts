import { ellipticalFindings, groupOrgans, isListBetween, type OrganGroup } from './attribution.ts';
import { headingOf } from './heading.ts';
import { locateFinding, withoutExplained, withoutOwned, type Located } from './locate-finding.ts';
import { denyUnenlargedNodes } from './lymph-nodes.ts';
import { measureFindings } from './measure-findings.ts';
import { otherStatements } from './other-statements.ts';
import { placeFindings } from './places.ts';
import { readScopes } from './scopes.ts';
import { findCompounds } from './sentence-reading.ts';
import { readSides, sortSides, type SidesOf } from './sides.ts';
import { unique, within, type ClauseInput, type Context, type Statement } from './statement.ts';

export interface ClauseResult {
  readonly statements: readonly Statement[];
  /** Context for the next clause; undefined where this one left the organs of the experiment; `'same'` where it named none. */
  readonly context: Context | 'same' | undefined;
  /** It names what it is about; else it goes on about what stands before. */
  readonly named: boolean;
}

/** Statements of one clause about the organs of the experiment. */
export function readClause(input: ClauseInput): ClauseResult {
  const { report, reading, clause, heading, context, lexicon } = input;
  const plain = withoutExplained(
    reading.findings.filter((finding) => within(finding, clause)),
    reading,
  );
  const title = headingOf(reading, clause, heading);
  const direct = [...plain, ...findCompounds(reading, clause, isListBetween(reading), title)];
  const groups = groupOrgans(reading, clause, direct);
  const mentions = [...withoutOwned(direct, groups), ...ellipticalFindings(reading, clause, groups)].sort(
    (a, b) => a.start - b.start,
  );
  const scopes = readScopes(reading, clause, mentions);
  const sidesOf = readSides(reading, clause, mentions, report);
  const named = groups.filter(({ landmark }) => !landmark);
  const carried = named.length === 0 ? context : undefined;

  const place = { reading, groups, context, carried, lexicon, sidesOf, scopes, options: input.options };
  const located: Located[] = mentions.flatMap((mention) => locateFinding(mention, place));
  denyUnenlargedNodes(located, input);
  measureFindings(located, input);
  placeFindings(located, input);
  const findings = distinct(located);
  const others = otherStatements(input, { findings: located, mentions, groups: named, scopes, sidesOf, carried });
  const statements = [...findings, ...others];
  return {
    statements,
    context: nextContext(input, { located, groups: named, sidesOf, statements }),
    named: named.length > 0,
  };
}

/** One statement for each organ, finding and side; a clause that says both is read as present. */
function distinct(located: readonly Located[]): Statement[] {
  const rank = { present: 2, uncertain: 1, absent: 0 } as const;
  const byKey = new Map<string, Statement>();
  for (const { statement, contrary } of located) {
    const key = `${statement.organ}/${statement.finding}/${statement.state === 'absent' ? 'absent' : statement.sides.join('+')}`;
    const other = byKey.get(key);
    if (!other) byKey.set(key, statement);
    else if (
      rank[statement.state] > rank[other.state] ||
      (statement.state === other.state && statement.confidence > other.confidence && !contrary)
    ) {
      byKey.set(key, {
        ...statement,
        sizeMm: statement.sizeMm ?? other.sizeMm,
        sides: sortSides([...statement.sides, ...other.sides]),
      });
    } else if (statement.state === other.state) {
      const sizeMm = Math.max(statement.sizeMm ?? 0, other.sizeMm ?? 0) || undefined;
      byKey.set(key, { ...other, sides: sortSides([...other.sides, ...statement.sides]), ...(sizeMm && { sizeMm }) });
    }
  }
  const statements = [...byKey.values()];
  return withoutSideless(statements);
}

/**
 * Without sides of its own, a statement gives way to another of the same finding, and leaves it its size: `left
 * nephrolithiasis with three stones, the largest 8 mm`, `no ascites except for a trace`.
 */
function withoutSideless(statements: readonly Statement[]): Statement[] {
  const others = (one: Statement) =>
    statements.filter((other) => other !== one && other.finding === one.finding && other.organ === one.organ);
  const givesWay = (one: Statement) => {
    if (one.sides.length > 0) return false;
    return one.state === 'absent'
      ? others(one).some(({ state }) => state !== 'absent')
      : others(one).some(({ state, sides }) => state === one.state && sides.length > 0);
  };
  return statements
    .filter((one) => !givesWay(one))
    .map((one) => {
      const left = others(one).find((other) => givesWay(other) && other.state === one.state)?.sizeMm;
      return one.sizeMm === undefined && left !== undefined ? { ...one, sizeMm: left } : one;
    });
}

/** What was read of a clause, as far as the next one may go on from it. */
interface ReadSoFar {
  readonly located: readonly Located[];
  /** Organs that the clause names. */
  readonly groups: readonly OrganGroup[];
  readonly sidesOf: SidesOf;
  readonly statements: readonly Statement[];
}

function nextContext(
  { context, lexicon }: ClauseInput,
  { located, groups, sidesOf, statements }: ReadSoFar,
): ClauseResult['context'] {
  const present = located.filter(({ statement }) => statement.state !== 'absent');
  const last = present[present.length - 1]?.statement;
  const finding = last?.finding ? { organ: last.organ, finding: last.finding, sides: last.sides } : undefined;
  if (groups.length === 0) return context && finding ? { ...context, finding } : 'same';
  // The subject is the first group that is named; a finding's own organ serves where none is.
  const subject =
    groups.find(({ implied, members }) => !implied && members.length > 0) ??
    groups.find(({ members }) => members.length > 0);
  if (!subject) return undefined;
  if (subject.ofScan) return { organs: [], finding, heading: false };
  const organs = unique(subject.members.map(({ organ }) => organ!)).map((organ) => {
    const sides = sortSides(
      subject.members.filter((member) => member.organ === organ).flatMap((member) => sidesOf(member)),
    );
    const fromFinding =
      statements.find((statement) => statement.organ === organ && statement.state !== 'absent')?.sides ?? [];
    const known = sides.length > 0 ? sides : fromFinding;
    return { organ, sides: lexicon.isPaired(organ) && known.length < 2 ? known : [] };
  });
  return { organs, finding, heading: false };
}
