import { throwIfAborted, tokens } from '@totalfm/core';
import { truthAgreement, type TrueReport } from '@totalfm/evaluators';
import { parserPage } from '@totalfm/run-report';
import { slots } from '@totalfm/pipeline';
import { interruptible } from '../console/interruption.ts';
import { createProgress } from '../console/progress.ts';
import { openParser } from './open-parser.ts';
import { scoresText, type ParserEvaluation } from './scores.ts';

export interface PhantomEvaluationOptions {
  readonly exams: number;
  readonly seed: number;
  readonly resamples: number;
  readonly parser?: string;
  readonly experiment?: string;
  readonly plugin?: readonly string[];
}

/** Scores a parser on reports of phantoms that leave nothing out, against what was drawn. */
export async function evaluatePhantoms({
  exams,
  seed,
  resamples,
  ...options
}: PhantomEvaluationOptions): Promise<ParserEvaluation> {
  const { name, organs, reports } = await phantomReports({ exams, seed, ...options });
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

/** Draws phantoms and parses their reports. */
async function phantomReports({ exams, seed, ...options }: Omit<PhantomEvaluationOptions, 'resamples'>) {
  // Only the reports are read: coarse voxels are drawn faster.
  const phantom = { use: 'phantom', exams, seed, omission: 0, spacing: [8, 8, 10] };
  const { parser, name, container, dispose } = await openParser(options, { cohort: phantom });
  const { cohort, anatomy } = await container.components({ cohort: slots.cohort, anatomy: tokens.Anatomy });
  const signal = interruptible(() => process.stderr.write('\nstopping\n'));
  const progress = createProgress();
  const sink = progress.stage('parse');
  const reports: TrueReport[] = [];
  for (const { id: exam, patient } of await cohort.list(signal)) {
    throwIfAborted(signal);
    const opened = await cohort.open(exam, signal);
    const [report, truth] = [await opened.report(signal), await opened.truth?.(signal)];
    if (report !== undefined && truth)
      reports.push({ id: exam, patient, truth, parsed: await parser.parse(report, signal) });
    sink.update(reports.length, exams);
  }
  progress.end();
  await dispose();
  return { name, organs: anatomy.organs, reports };
}
