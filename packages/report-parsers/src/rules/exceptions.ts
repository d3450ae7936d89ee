import type { ReadClause } from './loose-sizes.ts';
import type { SentenceReading } from './sentence-reading.ts';
import { hasWord, type Statement } from './statement.ts';

/**
 * `The spleen is normal except for a 12 mm cyst`: what a sentence excepts is not as normal, and not as absent, as the rest of it.
 * An exception that names no organ may be any of those before it. `Otherwise unremarkable` already leaves out what is found.
 */
export function withExceptions(clauses: readonly ReadClause[], { words }: SentenceReading): readonly ReadClause[] {
  const exceptions = clauses.filter(({ clause }) => clause.exception);
  const excepted = exceptions.flatMap(({ statements }) => statements).filter(({ state }) => state !== 'absent');
  if (excepted.length === 0) return clauses;
  const unnamed = exceptions.some(({ named, statements }) => !named && statements.length > 0);
  const overruled = ({ organ, finding, state }: Statement, otherwise: boolean) =>
    state === 'absent' &&
    (finding === undefined
      ? !otherwise && (unnamed || excepted.some((one) => one.organ === organ))
      : excepted.some((one) => one.organ === organ && one.finding === finding));
  return clauses.map((read) => {
    if (read.clause.exception) return read;
    const otherwise = hasWord(words, read.clause, (text) => text === 'otherwise');
    return { ...read, statements: read.statements.filter((statement) => !overruled(statement, otherwise)) };
  });
}

/** Exceptions last, also where a sentence begins with them: `Apart from a cyst, the spleen is normal`. */
export const exceptionsLast = <T extends { readonly exception: boolean }>(clauses: readonly T[]): readonly T[] => [
  ...clauses.filter(({ exception }) => !exception),
  ...clauses.filter(({ exception }) => exception),
];
