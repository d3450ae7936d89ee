import { html, type Html } from '../html.ts';
import { outcomeLooks, tallyOf, type OutcomeTally } from './outcomes.ts';
import type { Author } from './author.ts';

/** What marks and colours mean. */
export const outcomeLegend = (): Html =>
  html`<p class="legend">
    ${outcomeLooks.map(
      ({ outcome, mark, title, meaning }) =>
        html`<span class="finding ${outcome}"><span class="mark">${mark}</span> ${title}</span> ${meaning}&ensp; `,
    )}
  </p>`;

/** `✓3 +1 −2`: what became of an exam's findings. */
export const tallyText = ({ outcomes = [] }: Pick<Author, 'outcomes'>): Html => tallyMarks(tallyOf(outcomes));

/** Outcomes by mark and count, without those that never came out. */
export function tallyMarks(tally: OutcomeTally): Html {
  return html`${outcomeLooks.map(({ outcome, mark, title }) => {
    const count = outcome === 'hedged' ? 0 : tally[outcome];
    return count > 0 && html`<span role="img" aria-label="${title}">${mark}</span>${count} `;
  })}`;
}
