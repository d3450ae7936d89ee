import type { LabelSet } from '@totalfm/anatomy';
import { throwIfAborted, tokens, type OrganDefinition } from '@totalfm/core';
import { labelAgreement, truthAgreement, type LabelledReport, type TrueReport } from '@totalfm/evaluators';
import { parserPage } from '@totalfm/run-report';
import { slots } from '@totalfm/pipeline';
import { interruptible } from '../console/interruption.ts';
import { createProgress } from '../console/progress.ts';
import { labelSetOf } from './label-set-option.ts';
import { openParser } from './open-parser.ts';
import { scoresText, type ParserEvaluation } from './scores.ts';

export interface PhantomEvaluationOptions {
  readonly exams: number;
  readonly seed: number;
  readonly resamples: number;
  /** Also held against the truth: the labels of this set whose findings phantoms have. */
  readonly labels?: string;
  readonly parser?: string;
  readonly experiment?: string;
  readonly plugin?: readonly string[];
}

/** Scores a parser on reports of phantoms that leave nothing out, against what was drawn. */
export async function evaluatePhantoms({
  exams,
  seed,
  resamples,
  labels,
  ...options
}: PhantomEvaluationOptions): Promise<ParserEvaluation> {
  const set = labels === undefined ? undefined : labelSetOf(labels);
  const { name, organs, reports } = await phantomReports({ exams, seed, set, ...options });
  const { byOrgan, organ, byState, side, size, misses } = truthAgreement(reports, organs, {
    resamples,
    seed,
  });
  const aspects = {
    'organ attribution': organ,
    ...Object.fromEntries(Object.entries(byState.groups).map(([state, metrics]) => [`state ${state}`, metrics])),
    side,
    size,
  };
  const tables = [
    { title: 'By aspect', groups: aspects },
    { title: 'By organ', ...byOrgan },
  ];
  const byLabel = set && labelsOfTruth(reports, set, organs, { resamples, seed });
  if (byLabel) tables.push({ title: 'By label', ...byLabel });
  const about = `${reports.length} phantom reports of seed ${seed}, parser \`${name}\``;
  return {
    json: {
      parser: name,
      phantom: { exams, seed },
      reports: reports.length,
      organ,
      byOrgan,
      byState,
      side,
      size,
      ...(byLabel && { labels: set.id, byLabel }),
      misses: misses.length,
    },
    text: `${scoresText(tables)}\n${about}`,
    html: () =>
      parserPage({
        title: `${name} on phantoms`,
        lead: `${about}.`,
        tables,
        misses: misses.map(({ report, finding, kind, sentences }) => ({
          report,
          about: finding,
          kind,
          sentences: sentences.map((text) => ({ text })),
        })),
      }),
  };
}

interface PhantomReport extends TrueReport {
  readonly text: string;
}

/** Labels of reports against those of the truth, as far as phantoms have their findings. */
function labelsOfTruth(
  reports: readonly PhantomReport[],
  set: LabelSet,
  organs: readonly OrganDefinition[],
  options: Parameters<typeof labelAgreement>[3],
) {
  const drawn = new Set(reports.flatMap(({ truth }) => truth.assessed));
  const labels = set.labels.filter(({ findings }) => findings.some((id) => drawn.has(id)));
  const labelled = reports.map(({ id, text, parsed, truth }): LabelledReport => {
    const present = new Set(truth.findings.map(({ finding }) => finding));
    return { id, report: text, parsed, labels: labels.map(({ findings }) => findings.some((one) => present.has(one))) };
  });
  return labelAgreement(labelled, { ...set, labels }, organs, options).byLabel;
}

/** Draws phantoms and parses their reports. */
async function phantomReports({
  exams,
  seed,
  set,
  ...options
}: Omit<PhantomEvaluationOptions, 'resamples' | 'labels'> & { readonly set?: LabelSet }) {
  // Only the reports are read: coarse voxels are drawn faster.
  const phantom = { use: 'phantom', exams, seed, omission: 0, spacing: [8, 8, 10] };
  const { parser, name, container, dispose } = await openParser(options, { labels: set, cohort: phantom });
  const { cohort, anatomy } = await container.components({ cohort: slots.cohort, anatomy: tokens.Anatomy });
  const signal = interruptible(() => process.stderr.write('\nstopping\n'));
  const progress = createProgress();
  const sink = progress.stage('parse');
  const reports: PhantomReport[] = [];
  for (const { id: exam, patient } of await cohort.list(signal)) {
    throwIfAborted(signal);
    const opened = await cohort.open(exam, signal);
    const [report, truth] = [await opened.report(signal), await opened.truth?.(signal)];
    if (report !== undefined && truth)
      reports.push({ id: exam, patient, truth, parsed: await parser.parse(report, signal), text: report });
    sink.update(reports.length, exams);
  }
  progress.end();
  await dispose();
  return { name, organs: anatomy.organs, reports };
}
