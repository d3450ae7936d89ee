import type { ReportOutcome } from '@totalfm/core';
import { html, type Html } from '../html.ts';
import { lookOf, type OutcomeLook } from './outcomes.ts';

export interface FindingChip {
  /** `renal cyst` */
  readonly name: string;
  /** Class that it shares with its counterpart. */
  readonly number: string;
  /** What became of it: once, or by each of several written reports, which are named then. Absent: nothing was compared. */
  readonly verdicts: readonly ChipVerdict[];
  /** Where nothing around it takes the focus. */
  readonly focusable?: boolean;
}

export interface ChipVerdict {
  readonly look: OutcomeLook;
  readonly by?: string;
  /** `wrong side` */
  readonly notes?: readonly string[];
}

/** A finding behind the sentence that states it, with its outcome as a mark, a colour and a word for who hears the page. */
export function findingChip({ name, number, verdicts, focusable }: FindingChip): Html {
  const look = agreedLook(verdicts);
  return html`<span class="finding ${look?.outcome} ${number}" ${focusable && html`tabindex="0"`}
    >${verdicts.length === 1 && mark(verdicts[0])}
    ${name}${verdicts.flatMap(({ notes = [] }) => notes.map((note) => `, ${note}`))}${verdicts.length > 1 &&
    verdicts.map((verdict) => html` <span class="verdict">${mark(verdict)} ${verdict.by}</span>`)}</span
  >`;
}

const mark = ({ look }: ChipVerdict) =>
  html`<span class="mark ${look.outcome}" title="${look.title}" role="img" aria-label="${look.title}"
    >${look.mark}</span
  >`;

/** The look that all verdicts have; undefined where they differ or there is none. */
export function agreedLook(verdicts: readonly ChipVerdict[]): OutcomeLook | undefined {
  const [first] = verdicts;
  return verdicts.every(({ look }) => look === first.look) ? first?.look : undefined;
}

/** Of a finding without an outcome: the true report hedges it. */
export const verdictOf = (outcome: ReportOutcome | undefined): ChipVerdict => ({
  look: lookOf(outcome?.outcome ?? 'hedged'),
  notes: [
    ...(outcome?.sideRight === false ? ['wrong side'] : []),
    ...(outcome?.sizeErrorMm !== undefined ? [`${Math.round(outcome.sizeErrorMm)} mm off`] : []),
  ],
});

const gravest: readonly OutcomeLook['outcome'][] = ['invented', 'missed', 'notAssessed', 'hedged', 'hit'];

/** Class of a sentence: the gravest of what its findings agree on; undefined where nothing is to be coloured. */
export function sentenceLook(looks: readonly (OutcomeLook | undefined)[]): OutcomeLook['outcome'] | undefined {
  return gravest.find((outcome) => looks.some((look) => look?.outcome === outcome));
}
