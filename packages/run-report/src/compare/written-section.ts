import type { ReportsLine } from '@totalfm/run-format';
import { html, type Html } from '../html.ts';
import type { Section } from '../page.ts';
import { runColour } from '../run-colour.ts';
import type { RunFiles } from '../run-files.ts';
import { chooseExams } from '../written/choose-exams.ts';
import { examsBlock, type ExamToPick } from '../written/exams-block.ts';
import { generatorTable, measuredGenerators, type MeasuredGenerator } from '../written/generator-table.ts';
import { tallyText } from '../written/legend.ts';
import { findingNames } from '../written/report-view.ts';
import { writtenStyle } from '../written/style.ts';
import type { Comparison } from './comparison.ts';
import type { ComparedGenerators } from './generators.ts';

/** What generators of several runs wrote, by measures and beside the true reports; undefined where no run wrote any. */
export function comparedReports(runs: readonly RunFiles[], comparison: Comparison): Section | undefined {
  const names = comparison.runs.map(({ name }) => name);
  const tables = comparison.generators.map((one) => comparedTable(one, names));
  const exams = comparedExams(runs, names);
  if (tables.length === 0 && !exams) return undefined;
  return {
    id: 'written-reports',
    title: 'Written reports',
    body: html`${tables} ${exams?.body}`,
    style: exams?.style ?? writtenStyle(),
  };
}

function comparedTable({ title, measures, runs }: ComparedGenerators, names: readonly string[]): Html {
  const generators = runs.flatMap((run, index) =>
    measuredGenerators(run ?? {}, () => runColour(index)).map(
      (one): MeasuredGenerator => ({ ...one, title: html`${names[index]}<br />${one.title}` }),
    ),
  );
  return generatorTable(
    html`${title}: each run’s generators, with 95 % intervals. Δ: the first generator of the same run minus this one, on
    the same exams; bold: the interval leaves out 0.`,
    measures,
    generators,
  );
}

/** A run's reports of its first generator, by exam. */
interface Written {
  readonly run: string;
  readonly colour: string;
  readonly generator: string;
  readonly lines: ReadonlyMap<string, ReportsLine>;
}

/** Exams of which all runs that wrote reports have one, each beside the true report; undefined where that is one run, or none. */
function comparedExams(runs: readonly RunFiles[], names: readonly string[]) {
  const written = runs.flatMap((run, index) => writtenOf(run, { run: names[index], colour: runColour(index) }));
  if (written.length < 2) return undefined;
  const [first] = written;
  const shared = [...first.lines.values()].filter(({ exam }) => written.every(({ lines }) => lines.has(exam)));
  const chosen = chooseExams(shared, first.generator);
  if (chosen.length === 0) return undefined;
  const nameOf = findingNames(Object.assign({}, ...runs.map(({ metrics }) => metrics)));
  const { body, style } = examsBlock({
    groups: chosen.map(({ title, lines }) => ({ title, exams: lines.map((line) => examToPick(line, written)) })),
    spreads: [],
    view: { nameOf, picturesOf: () => undefined },
  });
  return {
    style,
    body: html`<h3>True and written reports</h3>
      <p class="quiet">
        ${chosen.flatMap(({ lines }) => lines).length} of the ${shared.length} test exams that the runs share, chosen by
        what became of the findings of ${first.generator} in ${first.run}; of each run its first generator. This page
        holds report text: keep it where the reports may be.
      </p>
      ${body}`,
  };
}

function writtenOf({ metrics, written }: RunFiles, of: Pick<Written, 'run' | 'colour'>): readonly Written[] {
  const measured = Object.values(metrics).flatMap(({ byGenerator = {} }) => Object.keys(byGenerator));
  const generator = [...measured, ...written.flatMap(({ byGenerator }) => Object.keys(byGenerator))].find((name) =>
    written.some(({ byGenerator }) => name in byGenerator),
  );
  if (generator === undefined) return [];
  const own = written.filter(({ byGenerator }) => generator in byGenerator);
  return [{ ...of, generator, lines: new Map(own.map((line) => [line.exam, line])) }];
}

function examToPick({ exam, reference }: ReportsLine, written: readonly Written[]): ExamToPick {
  const authors = written.map(({ run, generator, lines }) => ({
    name: `${generator} in ${run}`,
    short: run,
    ...lines.get(exam)!.byGenerator[generator],
  }));
  return {
    exam,
    reference,
    spreads: [authors],
    tally: authors.map(
      (author, index) =>
        html`<span class="tally"
          ><span class="key" style="--colour: ${written[index].colour}"></span>${tallyText(author)}</span
        >`,
    ),
  };
}
