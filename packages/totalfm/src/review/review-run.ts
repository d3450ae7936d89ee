import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import type { OpenedRun } from '@totalfm/pipeline';
import { agreementOf, disagreementsOf, reviewPage, type VotedReport } from '@totalfm/run-report';
import { jsonLines, readJsonLines } from '@totalfm/runtime';
import { table } from '../console/table.ts';
import { appErrors } from '../errors.ts';
import { shortPath } from '../run/run-output.ts';

const mostShown = 30;

/** Lists where the parsers of a run's ensemble differ; writes review.html and disagreements.jsonl, which hold report text. */
export async function reviewRun(
  run: OpenedRun,
  { organ, finding }: { readonly organ?: string; readonly finding?: string },
) {
  const { dir } = await run.artifact('parse');
  const reports = await readJsonLines<VotedReport>(join(dir, 'reports.jsonl'));
  if (!reports.some(({ report }) => report.votes)) {
    throw appErrors.TFM_REVIEW_NOTHING({
      file: run.dir,
      component: run.experiment.parser.use,
      message: 'The run’s reports were read by one parser: there is nothing to compare.',
      fix: 'Run it with `parser: { use: ensemble, parsers: [$one, $other] }`.',
    });
  }
  const wanted = (item: { readonly organ: string; readonly finding?: string }) =>
    (organ === undefined || item.organ === organ) && (finding === undefined || item.finding === finding);
  const container = run.container();
  const agreement = agreementOf(reports, container.anatomy).filter(wanted);
  await container.dispose();
  const disagreements = disagreementsOf(reports).filter(wanted);
  const page = join(run.dir, 'review.html');
  const lines = join(run.dir, 'disagreements.jsonl');
  await writeFileWhole(page, reviewPage(run.experiment.name, reports.length, agreement, disagreements));
  await writeFileWhole(lines, jsonLines(disagreements));

  const number = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
  const shown = disagreements
    .slice(0, mostShown)
    .flatMap(({ exam, organ: about, finding: id = 'normal', votes }) => [
      '',
      `${exam}: ${about} · ${id}`,
      ...Object.entries(votes).map(
        ([parser, { state, sentences }]) =>
          `  ${parser}: ${state}${sentences.length > 0 ? `  “${[...new Set(sentences.map(({ text }) => text.replace(/\s+/g, ' ')))].join('” “')}”` : ''}`,
      ),
    ]);
  const text = [
    table([
      ['ORGAN', 'FINDING', 'PARSERS', 'REPORTS', 'SAME', 'KAPPA'],
      ...agreement.map((row) => [
        row.organ,
        row.finding ?? 'all',
        row.parsers.join(' / '),
        row.mentions,
        number(row.agreement),
        number(row.kappa),
      ]),
    ]),
    ...shown,
    '',
    `${disagreements.length} disagreements in ${reports.length} reports${disagreements.length > mostShown ? `, ${mostShown} shown` : ''}: ${shortPath(page)}, ${shortPath(lines)}`,
  ].join('\n');
  return {
    json: { reports: reports.length, agreement, disagreements, page: shortPath(page), lines: shortPath(lines) },
    text,
  };
}
