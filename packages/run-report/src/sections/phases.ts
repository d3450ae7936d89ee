import { html, type HtmlPart } from '../html.ts';
import type { RunFiles } from '../run-files.ts';
import { table } from '../table.ts';

/** How many exams there are of each contrast phase; nothing where no exam was cut. */
export function phasesSection({ phases }: RunFiles): HtmlPart {
  if (!phases || (phases.phases.length === 0 && phases.unknown === 0)) return undefined;
  return html`<p>
      Of all exams that were cut, whichever split they are in. Rows of volumes and pairs have their exam’s phase.
    </p>
    ${table(
      'Exams by contrast phase, and what it was told by',
      [{ title: 'Phase' }, { title: 'Tags', kind: 'number' }, { title: 'HU of vessels and kidneys', kind: 'number' }],
      [
        ...phases.phases.map(({ phase, tags, hu }) => [phase, String(tags), String(hu)]),
        ...(phases.unknown > 0
          ? [[html`<span class="quiet">not known: ${String(phases.unknown)}</span>`, '', '']]
          : []),
      ],
    )}`;
}
