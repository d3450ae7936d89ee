import { gradeColour, gradeOrder } from '../grades.ts';
import { html, type Html } from '../html.ts';
import type { FindingsResult, RunFiles } from '../run-files.ts';
import { rocPlot } from '../plots/roc-plot.ts';
import { factTable } from '../table.ts';
import { byAuroc, defaultThresholdNote, targetTable } from './target-table.ts';

/** Every finding, by grade, with its interval. */
export function findingsSection(findings: FindingsResult): Html {
  const targets = byAuroc(findings.byFinding);
  const grades = [
    ...gradeOrder,
    ...new Set(targets.map(([, { grade = 'other' }]) => grade).filter((grade) => !gradeOrder.includes(grade))),
  ];
  const groups = grades
    .map((grade) => ({
      title: html`<span class="key" style="--colour: ${gradeColour(grade)}"></span>${grade}`,
      colour: gradeColour(grade),
      targets: targets.filter(([, one]) => (one.grade ?? 'other') === grade),
      mean: findings.byGrade[grade],
    }))
    .filter((group) => group.targets.length > 0);
  const all = findings.macro?.auroc
    ? [{ title: 'all findings', colour: 'var(--ink)', targets: [], mean: findings.macro }]
    : [];
  return html`${targetTable(
    'Zero-shot classification of findings: dots are AUROC, whiskers 95 % intervals of a bootstrap over patients; the dashed line is chance.',
    'Finding',
    [...groups, ...all],
  )}
  ${targets.some(([, one]) => one.thresholdFrom === 'default') && defaultThresholdNote}
  ${skippedList(findings.skipped.map(({ finding, reason }) => [finding, reason]))}
  ${factTable(
    'How findings were scored',
    Object.entries(findings.protocol ?? {}).map(([name, value]) => [name, String(value)]),
  )}`;
}

/** One small plot for each finding, in the order of the table. */
export function rocSection(findings: FindingsResult, { scores }: RunFiles): Html | undefined {
  const plots = gradeOrder.flatMap((grade) =>
    byAuroc(findings.byFinding)
      .filter(([, one]) => one.grade === grade)
      .flatMap(([id, one]) => {
        const cases = scores.filter(({ target }) => target === id);
        return cases.some(({ label }) => label) && cases.some(({ label }) => !label)
          ? [rocPlot(id, one, cases, gradeColour(grade))]
          : [];
      }),
  );
  if (plots.length === 0) return undefined;
  return html`<p class="quiet">
      True positive rate against false positive rate on test exams. The ring is the threshold that validation exams
      chose. Colours are grades:
      ${gradeOrder.map((grade) => html` <span class="key" style="--colour: ${gradeColour(grade)}"></span>${grade} `)}
    </p>
    <div class="rocs">${plots}</div>`;
}

export function skippedList(skipped: readonly (readonly [string, string])[]): Html | undefined {
  return skipped.length > 0
    ? html`<p class="quiet">Not scored: ${skipped.map(([name, reason]) => `${name} (${reason})`).join('; ')}.</p>`
    : undefined;
}
