import type { ReportsLine } from '@totalfm/run-format';
import { html, type Html } from '../html.ts';
import type { Author } from './author.ts';
import { findingNumbers } from './finding-numbers.ts';
import type { ReportView } from './report-view.ts';
import { trueReport } from './true-report.ts';
import { writtenReport } from './written-report.ts';

/** An exam's true report beside those of some authors: of one at a time, or of several. */
export interface ShownExam {
  readonly exam: string;
  readonly reference: ReportsLine['reference'];
  /** Of each only one is shown at a time: authors that stand side by side. */
  readonly spreads: readonly (readonly Author[])[];
}

export interface ExamPanels {
  readonly panels: Html;
  /** Findings of the exam that has most. */
  readonly findings: number;
}

/** A panel for each exam, of the class `exam-n`, and in it one for each spread, of the class `generator-n`. */
export function examPanels(exams: readonly ShownExam[], view: Omit<ReportView, 'numbers' | 'heading'>): ExamPanels {
  let findings = 0;
  const panels = exams.map((exam, place) => {
    const numbers = findingNumbers();
    const panel = examPanel(exam, place, { ...view, numbers, heading: 'h5' });
    findings = Math.max(findings, numbers.count);
    return panel;
  });
  return { panels: html`${panels}`, findings };
}

const examPanel = ({ exam, reference, spreads }: ShownExam, place: number, view: ReportView): Html =>
  html`<article class="exam exam-${place}" aria-label="${exam}">
    ${spreads.map(
      (authors, at) =>
        html`<div class="sides generator-${at}">
          <div class="side">
            <h4>True report of ${exam}</h4>
            ${trueReport(reference, authors, view)}
          </div>
          ${authors.map((author) => side(author, view))}
        </div> `,
    )}
  </article> `;

const side = ({ name, report, outcomes }: Author, view: ReportView): Html =>
  html`<div class="side">
    <h4>Written by ${name}</h4>
    ${report ? writtenReport(report, outcomes, view) : html`<p class="quiet">It wrote nothing of this exam.</p>`}
  </div>`;
