import { isPaired, type Finding, type FindingState, type Side } from '@totalfm/core';
import type { OrganFindings } from './organ-findings.ts';

const bothSides: readonly Side[] = ['left', 'right'];

/**
 * The state of every finding of an organ (and side), from the statements about it. In this order:
 *
 * 1. Statements that name this side decide, before statements that name none.
 * 2. Among equals, present wins over uncertain, and uncertain over absent.
 * 3. Present without a side, of a paired organ, is uncertain for each side: the report does not say which. A finding of the
 *    whole organ (emphysema) is present in both.
 * 4. A finding that is not named is absent where the organ is surely called normal ("The liver is unremarkable."): a parser
 *    that reads "No pneumothorax." is less sure that all of the lung is.
 * 5. Otherwise it is not mentioned, which is never the same as absent.
 */
export function partStates(
  { findings }: Pick<OrganFindings, 'findings'>,
  side: Side | undefined,
  statements: readonly Finding[],
): Record<string, FindingState> {
  return Object.fromEntries(findings.map((finding) => [finding.id, stateOf(finding, side, statements)]));
}

function stateOf(
  { id, grade }: OrganFindings['findings'][number],
  side: Side | undefined,
  statements: readonly Finding[],
): FindingState {
  const named = statements.filter(({ finding }) => finding === id);
  if (!side) return strongest(named) ?? unnamed(statements);
  const here = strongest(named.filter(({ sides }) => sides.includes(side)));
  if (here) return here;
  const somewhere = strongest(named.filter(({ sides }) => sides.length === 0));
  if (somewhere === 'present') return grade === 'whole-organ' ? 'present' : 'uncertain';
  return somewhere ?? unnamed(statements);
}

function strongest(statements: readonly Finding[]): FindingState | undefined {
  return (['present', 'uncertain', 'absent'] as const).find((state) =>
    statements.some((statement) => statement.state === state),
  );
}

/** A denial of something that no finding covers has 0.7 of the rules: all else may be there. */
const SURE = 0.75;

const isNormality = ({ finding, state, confidence }: Finding) =>
  finding === undefined && state === 'absent' && confidence >= SURE;

const unnamed = (statements: readonly Finding[]): FindingState =>
  statements.some(isNormality) ? 'absent' : 'not-mentioned';

/** The state of every finding in the exam as a whole: present on any side is present; absent takes both sides. */
export function examStates(
  organs: readonly OrganFindings[],
  findings: readonly Finding[],
): Record<string, FindingState> {
  return Object.assign(
    {},
    ...organs.map((organ) =>
      organStates(
        organ,
        findings.filter((finding) => finding.organ === organ.organ),
      ),
    ),
  ) as Record<string, FindingState>;
}

function organStates(organ: OrganFindings, statements: readonly Finding[]): Record<string, FindingState> {
  if (!isPaired(organ)) return partStates(organ, undefined, statements);
  const sides = bothSides.map((side) =>
    partStates(
      organ,
      side,
      statements.filter((statement) => statement.sides.length === 0 || statement.sides.includes(side)),
    ),
  );
  const states = organ.findings.map(({ id }): readonly [string, FindingState] => {
    const named = strongest(statements.filter(({ finding }) => finding === id));
    if (named === 'present' || named === 'uncertain') return [id, named];
    return [id, sides.every((side) => side[id] === 'absent') ? 'absent' : 'not-mentioned'];
  });
  return Object.fromEntries(states);
}
