import { join } from 'node:path';
import { tokens, writeFileWhole } from '@totalfm/core';
import { readReports } from '@totalfm/pipeline';
import { agreementOf, disagreementsOf, reviewPage } from '@totalfm/run-report';
import { artifactOfRun, jsonLines, useOf, type OpenedExperiment } from '@totalfm/runtime';
import { table } from '../console/table.ts';
import { appErrors } from '../errors.ts';
import { shortPath } from '../run/run-output.ts';

const mostShown = 30;

/** Lists where the parsers of a run's ensemble differ; writes review.html and disagreements.jsonl, which hold report text. */
export async function reviewRun(
  runDir: string,
  opened: OpenedExperiment,
  { organ, finding }: { readonly organ?: string; readonly finding?: string },
) {
  const reports = await readReports(await artifactOfRun(runDir, 'parse'));
  if (!reports.some(({ report }) => report.votes)) {
    throw appErrors.TFM_REVIEW_NOTHING({
      file: runDir,
      component: useOf(opened.experiment, 'parser')?.use,
      message: 'The run’s reports were read by one parser: there is nothing to compare.',
      fix: 'Run it with `parser: { use: ensemble, parsers: [$one, $other] }`.',
    });
  }
  const wanted = (item: { readonly organ: string; readonly finding?: string }) =>
    (organ === undefined || item.organ === organ) && (finding === undefined || item.finding === finding);
  const container = opened.container();
  const { anatomy } = await container.components({ anatomy: tokens.Anatomy });
  const agreement = agreementOf(reports, anatomy).filter(wanted);
  await container.dispose();
  const disagreements = disagreementsOf(reports).filter(wanted);
  const page = join(runDir, 'review.html');
  const lines = join(runDir, 'disagreements.jsonl');
  await writeFileWhole(page, reviewPage(opened.experiment.name, reports.length, agreement, disagreements));
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
