import type { Finding, ParsedReport, Side } from '@totalfm/core';

/** What is compared of a statement: a parser's {@link Finding} without its sentence and what it is unsure of. */
export type Statement = Pick<Finding, 'organ' | 'finding' | 'state' | 'sides' | 'sizeMm'>;

/** What is compared of a report; every {@link ParsedReport} is one. */
export interface StatedReport extends Pick<ParsedReport, 'mentioned'> {
  readonly findings: readonly Statement[];
}

/** All that a report says of one finding of one organ. */
export interface StatedFinding {
  readonly organ: string;
  readonly finding: string;
  /** `present` where any statement has it so, else `uncertain` where one hedges. */
  readonly state: Statement['state'];
  /** Sides of the statements that have it present; empty where none names one. */
  readonly sides: ReadonlySet<Side>;
  /** The largest size of those, in millimetres. */
  readonly sizeMm?: number;
}

const states = ['present', 'uncertain', 'absent'] as const;

/** Statements of a report by organ and finding; those that none of the findings covers are left out. */
export function statedFindings({ findings }: StatedReport): ReadonlyMap<string, StatedFinding> {
  const groups = new Map<string, { organ: string; finding: string; statements: Statement[] }>();
  for (const statement of findings) {
    const { organ, finding } = statement;
    if (finding === undefined) continue;
    const key = `${organ}/${finding}`;
    const group = groups.get(key) ?? { organ, finding, statements: [] };
    groups.set(key, group);
    group.statements.push(statement);
  }
  return new Map(
    [...groups].map(([key, { organ, finding, statements }]) => {
      const state = states.find((one) => statements.some((statement) => statement.state === one))!;
      const present = statements.filter((statement) => statement.state === 'present');
      const sizes = present.flatMap(({ sizeMm }) => sizeMm ?? []);
      return [
        key,
        {
          organ,
          finding,
          state,
          sides: new Set(present.flatMap(({ sides }) => sides)),
          sizeMm: sizes.length > 0 ? Math.max(...sizes) : undefined,
        },
      ];
    }),
  );
}

/** Organs that a report says anything of. */
export const organsOf = ({ findings, mentioned }: StatedReport): ReadonlySet<string> =>
  new Set([...mentioned, ...findings.map(({ organ }) => organ)]);
