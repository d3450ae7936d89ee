import type { Estimate } from '@totalfm/core';
import { decimal } from '../format.ts';
import { gradeColour, gradeOrder } from '../grades.ts';
import { html, type Html } from '../html.ts';
import type { RunFiles } from '../run-files.ts';

/** The numbers that a reader looks for first. */
export function headline({ findings, organLesions }: RunFiles): Html {
  const count = (number: unknown, what: string) => (typeof number === 'number' ? `${number} ${what}` : '');
  const cards = [
    card('Findings, macro AUROC', findings?.macro?.auroc, count(findings?.macro?.findings, 'findings'), 'var(--ink)'),
    ...gradeOrder.map((grade) =>
      card(
        `${grade[0].toUpperCase()}${grade.slice(1)} findings`,
        findings?.byGrade[grade]?.auroc,
        count(findings?.byGrade[grade]?.findings, 'findings'),
        gradeColour(grade),
      ),
    ),
    card(
      'Organ lesions, macro AUROC',
      organLesions?.macro?.auroc,
      count(organLesions?.macro?.organs, 'organs'),
      'var(--ink)',
    ),
  ].filter((one) => one !== undefined);
  if (cards.length === 0)
    return html`<p>No finding and no organ had test exams of both classes: there is no AUROC to show.</p>`;
  return html`<div class="cards">${cards}</div>`;
}

function card(title: string, estimate: Estimate | null | undefined, more: string, colour: string): Html | undefined {
  if (!estimate) return undefined;
  return html`<dl class="card" style="--colour: ${colour}">
    <dt>${title}</dt>
    <dd>
      <div class="value">${decimal(estimate.value)}</div>
      <div class="more">95 % CI ${decimal(estimate.low)}–${decimal(estimate.high)}</div>
      <div class="more">${more}</div>
    </dd>
  </dl>`;
}
