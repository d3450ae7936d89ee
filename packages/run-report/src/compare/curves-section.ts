import { html } from '../html.ts';
import type { Section } from '../page.ts';
import { curvePlot } from '../plots/curve-plot.ts';
import { table } from '../table.ts';
import { curveFigures } from './curve-figures.ts';
import type { CurveParts } from './curve-parts.ts';
import { curveNote, curveTables } from './curve-tables.ts';

/** Where runs differ in a number, or say what they find of each size: figures against it, and a table of their points. */
export function curvesSection(parts: CurveParts): Section | undefined {
  const drawn = curveFigures(parts);
  if (drawn.length === 0) return undefined;
  const figures = drawn.map(
    ({ title, legend, figures }) =>
      html`<h3>${title}</h3>
        ${legend.length > 0 &&
        html`<p>
          ${legend.map(
            ({ name, colour }) => html`<span class="key" style="--colour: ${colour}"></span><b>${name}</b> &ensp; `,
          )}
        </p>`}
        <div class="curves">
          ${figures.map(
            ({ mean, plot }) =>
              html`<figure class="curve">
                <figcaption><b>${mean}</b></figcaption>
                ${curvePlot(plot)}
              </figure>`,
          )}
        </div>`,
  );
  const tables = curveTables(parts).map(({ title, columns, rows }) =>
    table(
      title,
      columns.map((name, index) => ({ title: name, ...(index > 0 && { kind: 'number' as const }) })),
      rows,
    ),
  );
  const body = [figures, html`<p class="quiet">Bands, and intervals: ${curveNote}</p>`, tables];
  return { id: 'curves', title: 'Curves', body };
}
