import type { StatementEvidence } from '@totalfm/core';
import { decimal } from '../format.ts';
import { html, type Html } from '../html.ts';
import type { ReportView } from './report-view.ts';

/** What a sentence rests on: for each finding the slices of the organ's volume, its score and what it had to reach. */
export function evidenceFigures(evidence: readonly StatementEvidence[], view: ReportView): Html {
  return html`<div class="evidence">
    ${evidence.map((one) => {
      const pictures = view.picturesOf(one);
      return html`<figure>
        ${pictures && html`<div class="slices">${pictures}</div>`}
        <figcaption>
          <b>${view.nameOf(one.finding)}</b>, ${partOf(one.pair)}, ${slicesText(one)}: score ${decimal(one.score)},
          threshold ${decimal(one.threshold)}
        </figcaption>
      </figure>`;
    })}
  </div>`;
}

/** `exam-1/kidney_left` → `kidney left` */
export const partOf = (pair: string): string => pair.slice(pair.lastIndexOf('/') + 1).replaceAll('_', ' ');

/** `slices 12–15` */
export function slicesText({ slices }: StatementEvidence): string {
  if (!slices) return 'no slices stand out';
  const [first, last] = slices;
  return first === last ? `slice ${first}` : `slices ${first}–${last}`;
}
