import { html, type Html } from '../html.ts';
import type { OrganLesionsResult } from '../run-files.ts';
import { factTable } from '../table.ts';
import { skippedList } from './findings.ts';
import { byAuroc, defaultThresholdNote, targetTable } from './target-table.ts';

/** Any lesion in an organ, by organ. */
export function organsSection(result: OrganLesionsResult): Html {
  const targets = byAuroc(result.byOrgan);
  return html`${targetTable(
    'Zero-shot detection of any lesion in an organ, with 95 % intervals of a bootstrap over patients; the dashed line is chance.',
    'Organ',
    [{ colour: 'var(--accent)', targets, mean: result.macro }],
  )}
  ${targets.some(([, one]) => one.thresholdFrom === 'default') && defaultThresholdNote}
  ${skippedList(result.skipped.map(({ organ, reason }) => [organ, reason]))}
  ${factTable(
    'How organs were scored',
    Object.entries(result.protocol ?? {}).map(([name, value]) => [name, String(value)]),
  )}`;
}
