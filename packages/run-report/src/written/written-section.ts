import type { EvaluationMetrics } from '@totalfm/core';
import type { ReportsLine } from '@totalfm/run-format';
import { html } from '../html.ts';
import type { Section } from '../page.ts';
import type { RunFiles } from '../run-files.ts';
import type { OpenVolume } from '../sections/montages.ts';
import { chooseExams } from './choose-exams.ts';
import type { ShownExam } from './exam-panels.ts';
import { examsBlock, type ExamToPick } from './exams-block.ts';
import { tallyText } from './legend.ts';
import { measuredReports } from './measured-reports.ts';
import { findingNames } from './report-view.ts';
import { reportsDetailsOf } from './reports-details.ts';
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
    body: html`${metrics && measuredReports(metrics)} ${reports?.body}`,
    style: reports?.style ?? writtenStyle(),
  };
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
  const groups = chosen.map(({ title, lines }) => ({
    title,
    exams: lines.map((line) => examToPick(line, generators)),
  }));
  const exams = groups.flatMap((group) => group.exams);
  if (exams.length === 0) return undefined;
  const { held, picturesOf } = volume ? await sliceShelf(evidenceOf(exams), volume, { signal }) : emptyShelf;
  const view = { nameOf: findingNames(run.metrics), picturesOf };
  const truth = metrics && reportsDetailsOf(metrics)?.reference === 'truth';
  const { body, style } = examsBlock({ groups, spreads: generators, view, held });
  return {
    style,
    body: html`<h3>True and written reports</h3>
      <p class="quiet">
        ${exams.length} of ${run.written.length} test exams, chosen by what became of the findings of ${generators[0]}.
        A finding points at its counterpart in the other report; a written sentence opens the slices that it rests on,
        with the organ’s mask outlined.
        ${truth && 'Findings are held against what is known to be true, which a true report may leave out.'} This page
        holds report text: keep it where the reports may be.
      </p>
      ${body}`,
  };
}

/** Names in the evaluation's order; where it has none, in that of the lines. */
function generatorsOf(metrics: EvaluationMetrics | undefined, lines: readonly ReportsLine[]): readonly string[] {
  const written = [...new Set(lines.flatMap(({ byGenerator }) => Object.keys(byGenerator)))];
  const measured = Object.keys(metrics?.byGenerator ?? {}).filter((name) => written.includes(name));
  return [...new Set([...measured, ...written])];
}

/** One generator at a time, and of whichever is looked at the tally. */
const examToPick = ({ exam, reference, byGenerator }: ReportsLine, generators: readonly string[]): ExamToPick => ({
  exam,
  reference,
  spreads: generators.map((name) => [{ name, ...byGenerator[name] }]),
  tally: generators.map(
    (name, at) => html`<span class="tally generator-${at}">${tallyText(byGenerator[name] ?? {})}</span>`,
  ),
});

const evidenceOf = (exams: readonly ShownExam[]) =>
  exams
    .flatMap(({ spreads }) => spreads.flat())
    .flatMap(({ report }) => report?.sections ?? [])
    .flatMap(({ sentences }) => sentences)
    .flatMap(({ evidence }) => evidence);
