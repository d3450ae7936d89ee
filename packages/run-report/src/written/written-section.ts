import type { EvaluationMetrics } from '@totalfm/core';
import type { ReportsLine } from '@totalfm/run-format';
import { runColour } from '../run-colour.ts';
import { html, type Html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunFiles } from '../run-files.ts';
import type { OpenVolume } from '../sections/montages.ts';
import { chooseExams, type ChosenExams } from './choose-exams.ts';
import { examPanels, type ShownExam } from './exam-panels.ts';
import { generatorTable, measuredGenerators, measuresOfGenerators } from './generator-table.ts';
import { outcomeLegend, tallyText } from './legend.ts';
import { picker } from './picker.ts';
import { findingNames } from './report-view.ts';
import { emptyShelf, sliceShelf } from './slice-shelf.ts';
import { writtenStyle } from './style.ts';

/** What generators wrote: by measures, and beside true reports. Undefined where the run wrote nothing. It holds report text. */
export async function writtenSection(
  run: RunFiles,
  volume: OpenVolume | undefined,
  signal?: AbortSignal,
): Promise<Section | undefined> {
  const metrics = Object.values(run.metrics).find(({ byGenerator }) => byGenerator);
  const reports = await reportsOf(run, metrics, volume, signal);
  if (!metrics && !reports) return undefined;
  return {
    id: 'written-reports',
    title: 'Written reports',
    body: html`${metrics && measuresTable(metrics)} ${reports?.body}`,
    style: writtenStyle(reports?.counts ?? { exam: 0, generator: 0, findings: 0 }),
  };
}

function measuresTable(metrics: EvaluationMetrics): Html {
  const generators = measuredGenerators(metrics, runColour);
  const [first, ...others] = generators;
  return generatorTable(
    html`${metrics.description} With 95 % intervals over resampled patients.
    ${others.length > 0 &&
    html`Δ: ${first.title} minus the generator, on the same exams; bold: the interval leaves out 0.`}`,
    measuresOfGenerators([metrics]),
    generators,
  );
}

async function reportsOf(
  run: RunFiles,
  metrics: EvaluationMetrics | undefined,
  volume: OpenVolume | undefined,
  signal: AbortSignal | undefined,
) {
  const generators = generatorsOf(metrics, run.written);
  if (generators.length === 0) return undefined;
  const chosen = chooseExams(run.written, generators[0]);
  const exams = chosen.flatMap(({ lines }) => lines.map((line) => shownExam(line, generators)));
  if (exams.length === 0) return undefined;
  const shelf = volume ? await sliceShelf(evidenceOf(exams), volume, signal) : emptyShelf;
  const { panels, findings } = examPanels(exams, { nameOf: findingNames(run.metrics), picturesOf: shelf.picturesOf });
  return {
    counts: { exam: exams.length, generator: generators.length, findings },
    body: html`<h3>True and written reports</h3>
      <p class="quiet">
        ${exams.length} of ${run.written.length} test exams, chosen by what became of the findings of ${generators[0]}.
        A finding points at its counterpart in the other report; a written sentence opens the slices that it rests on,
        with the organ’s mask outlined. This page holds report text: keep it where the reports may be.
      </p>
      <div class="written">
        ${outcomeLegend()}
        ${generators.length > 1 && picker('generator', [{ title: 'Generator', options: generators }])}
        ${picker('exam', examGroups(chosen, generators))} ${panels} ${shelf.held}
      </div>`,
  };
}

/** Names in the evaluation's order; where it has none, in that of the lines. */
function generatorsOf(metrics: EvaluationMetrics | undefined, lines: readonly ReportsLine[]): readonly string[] {
  const written = [...new Set(lines.flatMap(({ byGenerator }) => Object.keys(byGenerator)))];
  const measured = Object.keys(metrics?.byGenerator ?? {}).filter((name) => written.includes(name));
  return [...new Set([...measured, ...written])];
}

const shownExam = ({ exam, reference, byGenerator }: ReportsLine, generators: readonly string[]): ShownExam => ({
  exam,
  reference,
  spreads: generators.map((name) => [{ name, ...byGenerator[name] }]),
});

const evidenceOf = (exams: readonly ShownExam[]) =>
  exams
    .flatMap(({ spreads }) => spreads.flat())
    .flatMap(({ report }) => report?.sections ?? [])
    .flatMap(({ sentences }) => sentences)
    .flatMap(({ evidence }) => evidence);

/** What there is to pick, with the tally of whichever generator is looked at. */
const examGroups = (chosen: readonly ChosenExams[], generators: readonly string[]) =>
  chosen.map(({ title, lines }) => ({
    title,
    options: lines.map(
      ({ exam, byGenerator }) =>
        html`${exam}${generators.map(
          (name, at) => html`<span class="tally generator-${at}">${tallyText(byGenerator[name] ?? {})}</span>`,
        )}`,
    ),
  }));
