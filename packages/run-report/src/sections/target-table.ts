import { decimal, estimateText } from '../format.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { aurocAxis, intervalBar, intervalScale } from '../plots/interval-bar.ts';
import type { Means, TargetResult } from '../run-files.ts';
import { table } from '../table.ts';

export interface TargetGroup {
  readonly title?: HtmlPart;
  readonly colour: string;
  readonly targets: readonly (readonly [id: string, result: TargetResult])[];
  /** The group's own mean, as its last row. */
  readonly mean?: Means;
}

/** A forest table: every target's AUROC as dot and whisker and in numbers, with AP, F1 and support. */
export function targetTable(caption: HtmlPart, what: string, groups: readonly TargetGroup[]): Html {
  const axis = aurocAxis(groups.flatMap(({ targets }) => targets.map(([, { auroc }]) => auroc)));
  const row = (
    name: HtmlPart,
    result: TargetResult | Means,
    colour: string,
    positives = '',
    prevalence = '',
  ): HtmlPart[] => [
    name,
    positives,
    result.auroc ? intervalBar(axis, [{ estimate: result.auroc, colour }]) : '',
    result.auroc ? estimateText(result.auroc) : '',
    result.ap ? html`${estimateText(result.ap)}` : '',
    prevalence,
    result.f1 ? estimateText(result.f1) : '',
  ];
  return table(
    caption,
    [
      { title: what },
      { title: 'Positive / all', kind: 'number' },
      { title: intervalScale(axis, (tick) => decimal(tick, tick * 10 === Math.round(tick * 10) ? 1 : 2)), kind: 'bar' },
      { title: 'AUROC (95 %)', kind: 'number' },
      { title: 'AP (95 %)', kind: 'number' },
      { title: 'Chance AP', kind: 'number' },
      { title: 'F1 (95 %)', kind: 'number' },
    ],
    groups.flatMap(({ title, colour, targets, mean }) => [
      ...(title ? [[title]] : []),
      ...targets.map(([id, result]) => {
        const { positives = 0, negatives = 0 } = result;
        const all = positives + negatives;
        const name = html`${result.name ?? id}${result.thresholdFrom === 'default' &&
        html` <abbr title="threshold not from validation">*</abbr>`}`;
        return row(name, result, colour, all ? `${positives} / ${all}` : '', all ? decimal(positives / all) : '');
      }),
      ...(mean?.auroc ? [row(html`<i>mean</i>`, mean, 'var(--ink)')] : []),
    ]),
  );
}

export const defaultThresholdNote = html`<p class="quiet">
  * Validation had exams of one class only: F1 is at threshold 0, as near to the finding as to its absence.
</p>`;

/** Targets from the highest AUROC to the lowest. */
export function byAuroc(targets: Readonly<Record<string, TargetResult>>): [string, TargetResult][] {
  return Object.entries(targets).sort(([a, x], [b, y]) => y.auroc.value - x.auroc.value || (a < b ? -1 : 1));
}
