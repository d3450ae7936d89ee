import { builtInOrgans } from '@totalfm/anatomy';
import type { Finding } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from '../create-rules-parser.ts';

const parser = createRulesParser({ organs: builtInOrgans });

/** `+renal_cyst left 23`: state, finding (or organ, for a statement without one), sides, size. */
export const brief = ({ organ, finding, state, sides, sizeMm }: Finding): string =>
  [`${{ present: '+', absent: '-', uncertain: '?' }[state]}${finding ?? organ}`, sides.join('&'), sizeMm ?? '']
    .filter((part) => part !== '')
    .join(' ');

/** Tests that a report says these things and nothing else; for tests only. */
export function statementTable(
  name: string,
  cases: ReadonlyArray<readonly [report: string, ...expected: string[]]>,
): void {
  describe(name, () => {
    it.each(cases.map(([report, ...expected]) => [report, expected.sort()] as const))(
      '%s',
      async (report, expected) => {
        expect((await parser.parse(report)).findings.map(brief).sort()).toEqual(expected);
      },
    );
  });
}
