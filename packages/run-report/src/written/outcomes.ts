import type { ReportOutcome } from '@totalfm/core';

export type Outcome = ReportOutcome['outcome'];

/** How an outcome is told: by a colour (its class), by a mark, and in words. */
export interface OutcomeLook {
  readonly outcome: Outcome | 'hedged';
  readonly mark: string;
  readonly title: string;
  readonly meaning: string;
}

/** In the order of the legend. */
export const outcomeLooks: readonly OutcomeLook[] = [
  { outcome: 'hit', mark: '✓', title: 'hit', meaning: 'both reports have it' },
  { outcome: 'invented', mark: '+', title: 'invented', meaning: 'only the written report has it' },
  { outcome: 'missed', mark: '−', title: 'missed', meaning: 'only the true report has it' },
  {
    outcome: 'notAssessed',
    mark: '?',
    title: 'not assessed',
    meaning: 'only the true report has it, and the written one says nothing of the organ',
  },
  { outcome: 'hedged', mark: '~', title: 'not counted', meaning: 'the true report is not sure of it' },
];

export const lookOf = (outcome: OutcomeLook['outcome']): OutcomeLook =>
  outcomeLooks.find((look) => look.outcome === outcome)!;

/** How many findings of a report came to each outcome. */
export type OutcomeTally = Readonly<Record<Outcome, number>>;

export function tallyOf(outcomes: readonly Pick<ReportOutcome, 'outcome'>[]): OutcomeTally {
  const tally = { hit: 0, invented: 0, missed: 0, notAssessed: 0 };
  for (const { outcome } of outcomes) tally[outcome]++;
  return tally;
}

/** What became of a finding of an organ; undefined where the reports' findings have none, as the true report hedges. */
export function outcomeOf(
  outcomes: readonly ReportOutcome[],
  organ: string,
  finding: string,
): ReportOutcome | undefined {
  return outcomes.find((one) => one.organ === organ && one.finding === finding);
}
