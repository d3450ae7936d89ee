import type { Estimate, EvaluationMetrics, MeanResult, Measure, TargetResult } from '@totalfm/core';
import { capital, decimal, estimateText } from '../format.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { estimateFor, primaryFirst, primaryOf } from '../measures.ts';
import { intervalBar, intervalScale, valueAxis, type IntervalAxis } from '../plots/interval-bar.ts';
import { table, type Column } from '../table.ts';

/** Targets that stand together, and means below them. */
export interface TargetGroup {
  readonly title?: HtmlPart;
  readonly colour: string;
  readonly targets: readonly TargetResult[];
  readonly means: readonly MeanResult[];
}

/** A forest table: the primary measure of every target as dot and whisker and in numbers, then the other measures. */
export function targetTable(caption: HtmlPart, metrics: EvaluationMetrics, groups: readonly TargetGroup[]): Html {
  const primary = primaryOf(metrics);
  const shown = groups.flatMap(({ targets, means }) => [...targets, ...means]);
  const axis = valueAxis(
    primary,
    shown.flatMap((one) => estimateFor(primary, one) ?? []),
  );
  const counted = metrics.targets.some((target) => casesOf(target) !== undefined);
  const columns = [
    ...(counted ? [supportColumn] : []),
    barColumn(primary, axis),
    ...primaryFirst(metrics).flatMap((measure) =>
      measureColumns(
        measure,
        (counted && measure.chance === 'prevalence') ||
          metrics.targets.some(({ chance }) => chance?.[measure.id] !== undefined),
      ),
    ),
  ];
  const row = (name: HtmlPart, line: Line): HtmlPart[] => [name, ...columns.map(({ cell }) => cell(line))];
  return table(
    caption,
    [{ title: capital(metrics.unit) }, ...columns],
    groups.flatMap(({ title, colour, targets, means }) => [
      ...(title ? [[title]] : []),
      ...targets.map((target) => row(targetName(target), { result: target, target, colour })),
      ...means.map((mean) =>
        row(html`<i>${mean.grade ? 'mean' : mean.name}</i>`, { result: mean, colour: 'var(--ink)' }),
      ),
    ]),
  );
}

/** What the cells of a row are made from. */
interface Line {
  readonly result: TargetResult | MeanResult;
  readonly target?: TargetResult;
  readonly colour: string;
}

interface CellColumn extends Column {
  readonly cell: (line: Line) => HtmlPart;
}

const supportColumn: CellColumn = {
  title: 'Positive / all',
  kind: 'number',
  cell: ({ target }) => {
    const all = target && casesOf(target);
    return all ? `${target.positives} / ${all}` : '';
  },
};

const barColumn = (measure: Measure, axis: IntervalAxis): CellColumn => ({
  title: intervalScale(axis, decimal),
  kind: 'bar',
  cell: ({ result, colour }) => {
    const estimate = estimateFor(measure, result);
    return estimate ? intervalBar(axis, [{ estimate, colour }]) : '';
  },
});

/** `guessed`: targets have a chance of their own. */
function measureColumns(measure: Measure, guessed: boolean): CellColumn[] {
  const text = (estimate: Estimate | undefined) => (estimate ? estimateText(estimate) : '');
  const column: CellColumn = {
    title: `${measure.title} (95 %)`,
    kind: 'number',
    cell: ({ result }) => text(estimateFor(measure, result)),
  };
  const chance: CellColumn = {
    title: `Chance ${measure.title}`,
    kind: 'number',
    cell: ({ target }) => {
      const own = target?.chance?.[measure.id];
      const all = target && casesOf(target);
      if (own !== undefined) return decimal(own);
      return all && measure.chance === 'prevalence' ? decimal(target.positives! / all) : '';
    },
  };
  return guessed ? [column, chance] : [column];
}

const targetName = ({ name, thresholdFrom }: TargetResult): Html =>
  html`${name}${thresholdFrom === 'default' && html` <abbr title="threshold not from validation">*</abbr>`}`;

const casesOf = ({ positives, negatives }: TargetResult): number | undefined =>
  positives === undefined || negatives === undefined ? undefined : positives + negatives;
