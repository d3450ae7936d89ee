import type { CaseScore, EvaluationMetrics } from '@totalfm/core';
import { gradeColour, gradesOf } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { bestFirst, estimateFor } from '../measures.ts';
import { rocPlot } from '../plots/roc-plot.ts';

/** One small plot for each target, in the order of the table; undefined where the evaluator measures no ROC curve. */
export function rocSection(metrics: EvaluationMetrics, scores: readonly CaseScore[]): Html | undefined {
  const measure = metrics.measures.find(({ statistic }) => statistic === 'auroc');
  if (!measure) return undefined;
  const targets = bestFirst(metrics);
  const grades = gradesOf(targets);
  const plots = grades
    .flatMap((grade) => targets.filter((target) => target.grade === grade))
    .flatMap((target) => {
      const auroc = estimateFor(measure, target);
      const cases = scores.filter((score) => score.target === target.id);
      return (auroc && rocPlot(target, auroc, cases, gradeColour(target.grade))) ?? [];
    });
  if (plots.length === 0) return undefined;
  const named = grades.filter((grade) => grade !== undefined);
  return html`<p class="quiet">
      True positive rate against false positive rate on test exams. The ring is the threshold that validation exams
      chose.
      ${named.length > 0 &&
      html`Colours are grades:
      ${named.map((grade) => html` <span class="key" style="--colour: ${gradeColour(grade)}"></span>${grade} `)}`}
    </p>
    <div class="rocs">${plots}</div>`;
}
