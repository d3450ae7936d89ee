import type { Anatomy, FindingState, FindingVotes, ParsedReport } from '@totalfm/core';
import { cohenKappa } from '@totalfm/statistics';

/** One report with what several parsers made of it. */
export interface VotedReport {
  readonly exam: string;
  readonly report: ParsedReport;
}

/** How far two parsers agree on a finding, or on all findings of an organ. */
export interface AgreementRow {
  readonly organ: string;
  /** Undefined: all of the organ's findings together. */
  readonly finding?: string;
  readonly parsers: readonly [string, string];
  /** Share of reports (or of reports and findings) with the same state. */
  readonly agreement: number;
  /** Cohen's kappa of the states present, absent, uncertain, not mentioned; undefined where both say the same one throughout. */
  readonly kappa?: number;
  /** Reports in which one of them mentions it. */
  readonly mentions: number;
}

export interface Disagreement extends FindingVotes {
  readonly exam: string;
}

/** Where parsers differ: one line for each finding of a report that not all give the same state. */
export function disagreementsOf(reports: readonly VotedReport[]): readonly Disagreement[] {
  return reports.flatMap(({ exam, report: { votes = [] } }) =>
    votes
      .filter((vote) => new Set(Object.values(vote.votes).map(({ state }) => state)).size > 1)
      .map((vote) => ({ exam, ...vote })),
  );
}

/** Agreement of every two parsers by organ and finding, over all reports that both have read; what neither mentions counts as the same. */
export function agreementOf(reports: readonly VotedReport[], { organs }: Anatomy): readonly AgreementRow[] {
  const parsers = [
    ...new Set(reports.flatMap(({ report }) => (report.votes ?? []).flatMap(({ votes }) => Object.keys(votes)))),
  ];
  const pairs = parsers.flatMap((one, index) => parsers.slice(index + 1).map((other) => [one, other] as const));
  return organs.flatMap(({ organ, findings }) =>
    pairs.flatMap((pair) => {
      const rows = findings.map(({ id }) => ({ finding: id, states: statesOf(reports, pair, organ, id) }));
      return [
        row(
          organ,
          undefined,
          pair,
          rows.flatMap(({ states }) => states),
        ),
        ...rows.map(({ finding, states }) => row(organ, finding, pair, states)),
      ].filter(({ mentions }) => mentions > 0);
    }),
  );
}

type States = ReadonlyArray<readonly [FindingState, FindingState]>;

function statesOf(
  reports: readonly VotedReport[],
  [one, other]: readonly [string, string],
  organ: string,
  finding: string,
): States {
  return reports.flatMap(({ report: { votes = [] } }): States => {
    // A parser that failed has no vote on anything in the report.
    if (votes.length > 0 && !(one in votes[0].votes && other in votes[0].votes)) return [];
    const vote = votes.find((candidate) => candidate.organ === organ && candidate.finding === finding)?.votes;
    return [[vote?.[one].state ?? 'not-mentioned', vote?.[other].state ?? 'not-mentioned']];
  });
}

const row = (
  organ: string,
  finding: string | undefined,
  parsers: readonly [string, string],
  states: States,
): AgreementRow => ({
  organ,
  ...(finding ? { finding } : {}),
  parsers,
  agreement: states.filter(([one, other]) => one === other).length / Math.max(1, states.length),
  kappa: cohenKappa(states),
  mentions: states.filter(([one, other]) => one !== 'not-mentioned' || other !== 'not-mentioned').length,
});
