import type { ComparedMeasures, Estimate, EvaluationMetrics, Measure } from '@totalfm/core';
import { isClear } from '../compare/differences.ts';
import { decimal, differenceText, estimateText, signedDecimal, words } from '../format.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { measureTitle } from '../measures.ts';
import { intervalBar, intervalScale, type IntervalAxis } from '../plots/interval-bar.ts';
import { table } from '../table.ts';

type Estimates = ComparedMeasures[string];

/** What one generator's reports come to. */
export interface MeasuredGenerator {
  readonly title: HtmlPart;
  readonly colour: string;
  readonly measures: Estimates | undefined;
  /** The first generator's measures minus its own, on the same exams; absent for the first itself. */
  readonly differences?: Estimates;
}

/** The generators of an evaluation in its order, the first one first. */
export function measuredGenerators(
  { byGenerator = {}, differences = {} }: Pick<EvaluationMetrics, 'byGenerator' | 'differences'>,
  colourOf: (place: number) => string,
): readonly MeasuredGenerator[] {
  const names = Object.keys(byGenerator);
  return names.map((name, place) => ({
    title: name,
    colour: colourOf(place),
    measures: byGenerator[name],
    ...(place > 0 && { differences: differences[name] }),
  }));
}

/** A row for each measure, a column for each generator; below a value what the first generator's is minus it. */
export function generatorTable(
  caption: HtmlPart,
  measures: readonly Measure[],
  generators: readonly MeasuredGenerator[],
): Html {
  const roomy = generators.length <= mostRoomy;
  return table(
    caption,
    [
      { title: 'Measure' },
      ...(roomy ? [{ title: intervalScale(shareAxis, decimal), kind: 'bar' as const }] : []),
      ...generators.map(({ title, colour }) => ({
        title: html`<span class="key" style="--colour: ${colour}"></span>${title}`,
        kind: 'number' as const,
      })),
    ],
    measures.map((measure) => [
      measureTitle(measure),
      ...(roomy ? [isShare(measure) && intervalBar(shareAxis, marksOf(measure, generators))] : []),
      ...generators.map((one) => cell(measure, one, roomy)),
    ]),
  );
}

/** Every measure that some generator has: as the evaluator tells it, and by its id where it does not. */
export function measuresOfGenerators(found: readonly EvaluationMetrics[]): readonly Measure[] {
  const told = new Map(found.flatMap(({ measures }) => measures.map((one) => [one.id, one] as const)));
  const ids = found.flatMap(({ byGenerator = {} }) => Object.values(byGenerator).flatMap(Object.keys));
  const known = [...told.values()].filter(({ id }) => ids.includes(id));
  const untold = [...new Set(ids)].filter((id) => !told.has(id));
  return [...known, ...untold.map((id): Measure => ({ id, title: words(id), better: 'higher' }))];
}

/** Columns that have room for an interval beside its value, and for a bar beside all of them. */
const mostRoomy = 3;

const shareAxis: IntervalAxis = { low: 0, high: 1, ticks: [0, 0.5, 1], digits: 1 };

const isShare = ({ range }: Measure) => range !== undefined && range[0] === 0 && range[1] === 1;

const marksOf = ({ id }: Measure, generators: readonly MeasuredGenerator[]) =>
  generators.flatMap(({ measures, colour }) => {
    const estimate = measures?.[id];
    return estimate ? [{ estimate, colour }] : [];
  });

function cell({ id }: Measure, { measures, differences }: MeasuredGenerator, roomy: boolean): HtmlPart {
  const estimate = measures?.[id];
  if (!estimate) return '–';
  const difference = differences?.[id];
  return [roomy ? estimateText(estimate) : twoLines(estimate), difference ? deltaLine(difference, roomy) : ''];
}

const twoLines = ({ value, low, high }: Estimate): Html =>
  html`${decimal(value)}
    <div class="delta">${decimal(low)}–${decimal(high)}</div>`;

function deltaLine(difference: Estimate, roomy: boolean): Html {
  const text = roomy ? differenceText(difference) : signedDecimal(difference.value);
  return html`<div class="delta">Δ ${isClear(difference) ? html`<b>${text}</b>` : text}</div>`;
}
