import type { CaseScore, CaseStatistic, EvaluationMetrics } from '@totalfm/core';
import { gradeColour, gradesOf } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { bestFirst, estimateFor } from '../measures.ts';
import { prPlot } from '../plots/pr-plot.ts';
import { rocPlot } from '../plots/roc-plot.ts';

/** ROC curves; undefined where the evaluator measures none. */
export const rocSection = (metrics: EvaluationMetrics, scores: readonly CaseScore[]): Html | undefined =>
  curvesSection(metrics, scores, {
    statistic: 'auroc',
    plot: rocPlot,
    text: 'True positive rate against false positive rate on test exams. The ring is the threshold that validation exams chose.',
  });

/** Precision–recall curves; undefined where the evaluator measures no average precision. */
export const prSection = (metrics: EvaluationMetrics, scores: readonly CaseScore[]): Html | undefined =>
  curvesSection(metrics, scores, {
    statistic: 'average-precision',
    plot: prPlot,
    text: 'Precision against recall on test exams. The dashed line is the share of positive cases, which guessing has; the ring is the threshold that validation exams chose.',
  });

interface Curves {
  readonly statistic: CaseStatistic;
  readonly plot: typeof rocPlot;
  readonly text: string;
}

/** One small plot for each target, in the order of the table. */
function curvesSection(
  metrics: EvaluationMetrics,
  scores: readonly CaseScore[],
  { statistic, plot, text }: Curves,
): Html | undefined {
  const measure = metrics.measures.find((one) => one.statistic === statistic);
  if (!measure) return undefined;
  const targets = bestFirst(metrics);
  const grades = gradesOf(targets);
  const plots = grades
    .flatMap((grade) => targets.filter((target) => target.grade === grade))
    .flatMap((target) => {
      const value = estimateFor(measure, target);
      const cases = scores.filter((score) => score.target === target.id);
      return (value && plot(target, value, cases, gradeColour(target.grade))) ?? [];
    });
  if (plots.length === 0) return undefined;
  const named = grades.filter((grade) => grade !== undefined);
  return html`<p class="quiet">
      ${text}
      ${named.length > 0 &&
      html`Colours are grades:
      ${named.map((grade) => html` <span class="key" style="--colour: ${gradeColour(grade)}"></span>${grade} `)}`}
    </p>
    <div class="rocs">${plots}</div>`;
}
