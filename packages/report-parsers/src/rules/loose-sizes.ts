import type { SentenceReading } from './sentence-reading.ts';
import type { Size } from './sizes.ts';
import type { Clause } from './split-exceptions.ts';
import type { Statement } from './statement.ts';

/** A clause and what it says. */
export interface ReadClause {
  readonly clause: Clause;
  readonly statements: readonly Statement[];
  /** It names what it is about. */
  readonly named: boolean;
}

/**
 * `The prostate measures 7 cm, | enlarged`: a size in a clause that names no finding is that of the finding of the same organ
 * in the clause after it, or else before.
 */
export function withLooseSizes(
  clauses: readonly ReadClause[],
  sizes: readonly Size[],
  { words }: SentenceReading,
): readonly ReadClause[] {
  const current = sizes.filter(({ prior }) => !prior);
  if (clauses.length < 2 || current.length === 0) return clauses;
  const result = [...clauses];
  clauses.forEach(({ clause, statements }, index) => {
    if (statements.some(({ finding }) => finding !== undefined)) return;
    const [start, end] = [words[clause.start].start, words[clause.end - 1].end];
    const own = current.filter((size) => size.start >= start && size.start < end).map(({ mm }) => mm);
    if (own.length === 0) return;
    const organs = new Set(statements.map(({ organ }) => organ));
    const takes = ({ organ, finding, state, sizeMm }: Statement) =>
      finding !== undefined && state !== 'absent' && sizeMm === undefined && (organs.size === 0 || organs.has(organ));
    const at = [index + 1, index - 1].find((near) => result[near]?.statements.some(takes));
    if (at === undefined) return;
    result[at] = {
      ...result[at],
      statements: result[at].statements.map((one) => (takes(one) ? { ...one, sizeMm: Math.max(...own) } : one)),
    };
  });
  return result;
}
