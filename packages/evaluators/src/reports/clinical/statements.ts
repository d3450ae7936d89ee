import type { Finding, OrganPart, ParsedReport, Side } from '@totalfm/core';

/** What is compared of a statement: a parser's {@link Finding} without its sentence and what it is unsure of. */
export type Statement = Pick<Finding, 'organ' | 'finding' | 'state' | 'sides' | 'sizeMm'>;

/** What is compared of a report; every {@link ParsedReport} is one. */
export interface StatedReport extends Pick<ParsedReport, 'mentioned'> {
  readonly findings: readonly Statement[];
  /** What it says it does not assess; of a paired organ without a side: both. Words for that are no statement of the organ. */
  readonly notAssessed?: readonly OrganPart[];
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

/** Organs that a report says anything of, but for those that it does not assess at all. */
export const organsOf = (report: StatedReport): ReadonlySet<string> =>
  new Set(
    [...report.mentioned, ...report.findings.map(({ organ }) => organ)].filter((organ) => !isLeftOut(report, organ)),
  );

/** Whether a report does not assess any of these sides of an organ; no sides: the organ as a whole. */
export function isLeftOut(
  { notAssessed = [] }: StatedReport,
  organ: string,
  sides: ReadonlySet<Side> = new Set(),
): boolean {
  const parts = notAssessed.filter((part) => part.organ === organ);
  if (parts.some(({ side }) => side === undefined)) return true;
  const asked = sides.size > 0 ? [...sides] : bothSides;
  return asked.every((side) => parts.some((part) => part.side === side));
}

const bothSides: readonly Side[] = ['left', 'right'];
