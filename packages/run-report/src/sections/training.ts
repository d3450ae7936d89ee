import { html, type Html } from '../html.ts';
import { trainingCurves } from '../plots/training-curves.ts';
import type { RunFiles } from '../run-files.ts';

/** Loss, gradient norm, learning rate and whatever else each stage logged, by step. */
export function trainingSection({ training }: RunFiles): Html | undefined {
  const stages = [...new Set(training.map(({ stage }) => stage))];
  if (stages.length === 0) return undefined;
  return html`<p class="quiet">A line is the mean of neighbouring steps, a band their range.</p>
    ${stages.map(
      (stage) =>
        html`<h3>${stage}</h3>
          <div class="curves">
            ${trainingCurves(
              stage,
              training.filter((line) => line.stage === stage),
            )}
          </div> `,
    )}`;
}
