import type { EvaluationMetrics } from '@totalfm/core';
import { sizeDetails } from '@totalfm/run-format';
import { estimateText } from '../format.ts';
import { html, type Html } from '../html.ts';
import { estimateFor, measureTitle, primaryOf } from '../measures.ts';
import { levelPlot } from '../plots/level-plot.ts';
import { reachOf } from '../plots/reach.ts';
import { table } from '../table.ts';

/** How what is small is found beside what is large; undefined where the evaluator says nothing of sizes. */
export function sizesSection(metrics: EvaluationMetrics): Html | undefined {
  const bins = sizeDetails.safeParse(metrics.details).data?.bySize ?? [];
  const measure = primaryOf(metrics);
  const estimates = bins.flatMap((bin) => estimateFor(measure, bin) ?? []);
  if (estimates.length === 0) return undefined;
  const domain = reachOf(estimates);
  const names = new Map(metrics.targets.map(({ id, name }) => [id, name]));
  return html`<p class="quiet">
      ${measureTitle(measure)} of lesions by the size of the largest, each bin at the mean size of its lesions, against
      all that lack the finding: the mean over the findings that have enough of that size, which are others in each bin.
      The band is a 95 % interval over patients.
    </p>
    <div class="levels">${levelPlot(measure, { name: 'lesions', targets: bins, domain })}</div>
    ${table(
      'Lesions by size',
      [
        { title: 'Largest lesion' },
        { title: `${measure.title} (95 %)`, kind: 'number' },
        { title: 'Mean, mm', kind: 'number' },
        { title: 'Lesions', kind: 'number' },
        { title: 'Findings', kind: 'path' },
      ],
      bins.map((bin) => {
        const { name, level, positives, findings } = bin;
        const estimate = estimateFor(measure, bin);
        const named = findings.map((id) => names.get(id) ?? id).join(', ');
        return [name, estimate ? estimateText(estimate) : '–', level?.value, positives, named];
      }),
    )}`;
}
