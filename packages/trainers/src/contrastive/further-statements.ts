import type { PairReader, PairRow, Random } from '@totalfm/core';
import { createOrganPools } from '@totalfm/compute';
import { statementsOf, type Statement } from './statement.ts';

/**
 * Draws sentences about the organs of some pairs from other training reports: half of them state a finding of the organ, each as often, the
 * others state none where their report has such. Sentences cost little beside volumes, and tell apart what an organ has and what it lacks.
 */
export function furtherStatements(pairs: PairReader) {
  const pools = createOrganPools(pairs.columns);
  const { organs } = pairs.columns;
  return async (rows: readonly PairRow[], count: number, random: Random): Promise<readonly Statement[]> => {
    const present = new Set(rows.map(({ organ }) => organ));
    const own = pools.filter(({ organ }) => present.has(organs[organ]));
    const wanted = Array.from({ length: own.length > 0 ? count : 0 }, (_, place) => {
      const { pairs: all, byFinding } = own[place % own.length];
      const finding = byFinding.length > 0 && random.chance(0.5) ? random.pick(byFinding) : undefined;
      const source = finding?.pairs ?? all;
      return {
        finding: finding && pairs.columns.findings[finding.finding],
        row: source[random.integer(source.length)],
      };
    });
    const read = await pairs.rows(wanted.map(({ row }) => row));
    return read.map((row, place) => {
      const { finding } = wanted[place];
      const statements = statementsOf(row);
      const fitting = statements.filter(({ present }) => (finding ? present.includes(finding) : present.length === 0));
      return random.pick(fitting.length > 0 ? fitting : statements);
    });
  };
}
