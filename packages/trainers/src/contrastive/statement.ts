import type { PairFinding, PairRow, Random } from '@totalfm/core';

/** What a text says about one organ: the text, and the findings that it calls present or absent. */
export interface Statement {
  readonly text: string;
  readonly organ: string;
  readonly present: readonly string[];
  readonly absent: readonly string[];
  /** It calls the organ normal. */
  readonly normal: boolean;
  /** It says something that no finding of the experiment names: it can only be matched with its own pair. */
  readonly other: boolean;
}

/** Something is there, or may be, that no finding of the experiment names. */
const isUnnamed = ({ finding, state }: Pick<PairFinding, 'finding' | 'state'>): boolean =>
  finding === undefined && state !== 'absent';

/** One statement for each sentence of a pair, in report order. */
export function statementsOf(row: PairRow): Statement[] {
  return row.sentences.map((text, place) => {
    const findings = row.findings.filter(({ sentence }) => sentence === place);
    const ids = (state: string) => [
      ...new Set(findings.filter((f) => f.finding && f.state === state).map((f) => f.finding as string)),
    ];
    const normal = findings.some((f) => !f.finding && f.state === 'absent');
    return {
      text,
      organ: row.organ,
      present: ids('present'),
      absent: ids('absent'),
      normal,
      other:
        findings.length === 0 ||
        findings.some((f) => isUnnamed(f) || (f.finding !== undefined && f.state === 'uncertain')),
    };
  });
}

export function joinStatements(statements: readonly Statement[]): Statement {
  return {
    text: statements.map(({ text }) => text).join(' '),
    organ: statements[0].organ,
    present: [...new Set(statements.flatMap(({ present }) => present))],
    absent: [...new Set(statements.flatMap(({ absent }) => absent))],
    normal:
      statements.some(({ normal, present }) => normal && present.length === 0) &&
      statements.every(({ present }) => present.length === 0),
    other: statements.some(({ other }) => other),
  };
}

/**
 * Draws the text of a pair for one step: with probability `whole` everything that the report says of the organ, in random
 * order; otherwise one sentence, one with a present finding where there is one. Single sentences teach what each finding
 * looks like; whole texts teach what goes together.
 */
export function drawStatement(statements: readonly Statement[], whole: number, random: Random): Statement {
  if (statements.length === 1) return statements[0];
  if (random.chance(whole)) return joinStatements(random.shuffle(statements));
  const positive = statements.filter(({ present }) => present.length > 0);
  return random.pick(positive.length > 0 && random.chance(0.8) ? positive : statements);
}

export type Match = 'match' | 'mismatch' | 'unknown';

/**
 * Does a statement hold for a pair, as far as the pair's own report tells? Findings that the report of a mentioned organ
 * passes over count as absent against a statement that calls them present; they prove nothing for one that denies them.
 * Whether an organ is normal whose report says something that no finding names, nobody knows.
 */
export function matchStatement(statement: Statement, row: PairRow): Match {
  if (statement.organ !== row.organ) return 'mismatch';
  let unknown = statement.other;
  for (const id of statement.present) {
    const state = row.states[id];
    if (state === 'uncertain') unknown = true;
    else if (state !== 'present') return 'mismatch';
  }
  for (const id of statement.absent) {
    const state = row.states[id];
    if (state === 'present') return 'mismatch';
    if (state !== 'absent') unknown = true;
  }
  if (statement.normal) {
    const states = Object.values(row.states);
    if (states.includes('present')) return 'mismatch';
    if (states.includes('uncertain') || row.findings.some(isUnnamed)) unknown = true;
  }
  return unknown ? 'unknown' : 'match';
}
