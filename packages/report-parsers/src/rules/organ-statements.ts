import type { Finding, Side } from '@totalfm/core';
import type { Lexicon } from './lexicon.ts';
import { sortSides } from './sides.ts';
import { round, type Statement } from './statement.ts';

/** Statements of a clause about whole organs, one for each organ: the first that is made stands. */
export interface OrganStatements {
  add(organ: string, sides: readonly Side[], state: Finding['state'], confidence: number): void;
  has(organ: string): boolean;
  list(): Statement[];
}

export function collectOrganStatements(lexicon: Lexicon): OrganStatements {
  const statements = new Map<string, Statement>();
  return {
    add(organ, sides, state, confidence) {
      const known = statements.get(organ);
      if (known && known.state === state)
        statements.set(organ, { ...known, sides: sortSides([...known.sides, ...sides]) });
      else if (!known)
        statements.set(organ, {
          organ,
          state,
          sides: lexicon.isPaired(organ) ? sides : [],
          confidence: round(confidence),
        });
    },
    has: (organ) => statements.has(organ),
    list: () => [...statements.values()],
  };
}
