import type { ComparedMeasures, Estimate, EvaluationMetrics, Measure } from '@totalfm/core';
import { isClear } from '@totalfm/statistics';
import { differenceText, signedDecimal, words } from '../format.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { measureTitle } from '../measures.ts';
import {
  estimateCell,
  generatorColumns,
  isRoomy,
  type GeneratorColumn,
  type GeneratorRow,
} from './generator-columns.ts';

type Estimates = ComparedMeasures[string];

/** What one generator's reports come to. */
export interface MeasuredGenerator extends GeneratorColumn {
  readonly measures: Estimates;
  /** The first generator's measures minus its own, on the same exams; absent for the first itself. */
  readonly differences?: Estimates;
}

/** The generators of an evaluation in its order, the first one first. */
export function measuredGenerators(
  { byGenerator = {}, differences = {} }: Pick<EvaluationMetrics, 'byGenerator' | 'differences'>,
  colourOf: (place: number) => string,
): readonly MeasuredGenerator[] {
  return Object.keys(byGenerator).map((name, place) => ({
    title: name,
    colour: colourOf(place),
    measures: byGenerator[name],
    ...(place > 0 && { differences: differences[name] }),
  }));
}

/** Rows that stand before, then one for each measure, a column for each generator; below a value what the first generator's is minus it. */
export function generatorTable(
  caption: HtmlPart,
  measures: readonly Measure[],
  generators: readonly MeasuredGenerator[],
  before: readonly GeneratorRow[] = [],
): Html {
  const roomy = isRoomy(generators.length);
  const rows = measures.map((measure) => ({
    name: measureTitle(measure),
    ...(isShare(measure) && { shares: generators.map((one) => one.measures[measure.id]) }),
    cells: generators.map((one) => cell(measure, one, roomy)),
  }));
  return generatorColumns(caption, 'Measure', generators, [...before, ...rows]);
}

/** Every measure that some generator has: as the evaluator tells it, and by its id where it does not. */
export function measuresOfGenerators(found: readonly EvaluationMetrics[]): readonly Measure[] {
  const told = new Map(found.flatMap(({ measures }) => measures.map((one) => [one.id, one] as const)));
  const ids = new Set(found.flatMap(({ byGenerator = {} }) => Object.values(byGenerator).flatMap(Object.keys)));
  const known = [...told.values()].filter(({ id }) => ids.has(id));
  const untold = [...ids].filter((id) => !told.has(id));
  return [...known, ...untold.map((id): Measure => ({ id, title: words(id), better: 'higher' }))];
}

const isShare = ({ range }: Measure) => range !== undefined && range[0] === 0 && range[1] === 1;

function cell({ id }: Measure, { measures, differences }: MeasuredGenerator, roomy: boolean): HtmlPart {
  const estimate = measures[id];
  if (!estimate) return '–';
  const difference = differences?.[id];
  return [estimateCell(estimate, roomy), difference ? deltaLine(difference, roomy) : ''];
}

function deltaLine(difference: Estimate, roomy: boolean): Html {
  const text = roomy ? differenceText(difference) : signedDecimal(difference.value);
  return html`<div class="beside">Δ ${isClear(difference) ? html`<b>${text}</b>` : text}</div>`;
}
