import { html, type Html, type HtmlPart } from '../html.ts';
import { examPanels, type ShownExam } from './exam-panels.ts';
import { outcomeLegend } from './legend.ts';
import { picker } from './picker.ts';
import type { ReportView } from './report-view.ts';
import { writtenStyle } from './style.ts';

export interface ExamsBlock {
  /** Exams that were chosen for one reason. */
  readonly groups: readonly { readonly title: string; readonly exams: readonly ExamToPick[] }[];
  /** What the spreads of every exam are called, where there are several. */
  readonly spreads: readonly string[];
  readonly view: Omit<ReportView, 'numbers' | 'heading'>;
  /** Pictures that the panels show. */
  readonly held?: Html;
}

export interface ExamToPick extends ShownExam {
  /** Stands behind its name. */
  readonly tally: HtmlPart;
}

/** True and written reports side by side, one exam at a time, with the rules that this needs. */
export function examsBlock({ groups, spreads, view, held }: ExamsBlock): {
  readonly body: Html;
  readonly style: string;
} {
  const exams = groups.flatMap((group) => group.exams);
  const { panels, findings } = examPanels(exams, view);
  const examsToPick = groups.map(({ title, exams }) => ({
    title,
    options: exams.map(({ exam, tally }) => html`${exam}${tally}`),
  }));
  return {
    style: writtenStyle({ exam: exams.length, generator: spreads.length, findings }),
    body: html`<div class="written">
      ${outcomeLegend()} ${spreads.length > 1 && picker('generator', [{ title: 'Generator', options: spreads }])}
      ${picker('exam', examsToPick)} ${panels} ${held}
    </div>`,
  };
}
