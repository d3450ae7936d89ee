import type { EvaluationMetrics } from '@totalfm/core';
import { calibrationDetails } from '@totalfm/run-format';
import { html, type Html } from '../html.ts';
import { reliabilityPlot } from '../plots/reliability-plot.ts';

/** How often what is given a probability is there, before and after calibration; undefined where the evaluator says nothing of it. */
export function reliabilitySection({ details }: EvaluationMetrics): Html | undefined {
  const found = calibrationDetails.safeParse(details).data?.reliability;
  if (!found || found.before.length === 0) return undefined;
  const { before, after } = found;
  return html`<p class="quiet">
      Share of test cases that have the finding against the probability that they were given, all findings together. On
      the dashed line, probabilities are what they say. A dot’s area is how many cases it stands for.
    </p>
    <div class="rocs">
      ${reliabilityPlot('Before', before)} ${after.length > 0 && reliabilityPlot('Calibrated on validation', after)}
    </div>`;
}
