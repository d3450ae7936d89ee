import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { html } from './html.ts';
import { page, type Section } from './page.ts';
import { readRun, type RunFiles } from './run-files.ts';
import { failuresSection } from './sections/failures.ts';
import { findingsSection, rocSection } from './sections/findings.ts';
import { headline } from './sections/headline.ts';
import { montagesSection, type OpenVolume } from './sections/montages.ts';
import { organsSection } from './sections/organs.ts';
import { setupSection } from './sections/setup.ts';
import { trainingSection } from './sections/training.ts';

export interface RunReportOptions {
  /** Opens the volume of a pair for the montages; without it there are none. */
  readonly volume?: OpenVolume;
  readonly signal?: AbortSignal;
}

/**
 * Writes `report.html` into the folder of a run: one file that needs no other and asks for nothing. It reads what is
 * there of experiment.json, manifest.json, metrics.json, metrics.jsonl, scores.jsonl, failures.jsonl and
 * artifacts/STAGE/checkpoint.json, and leaves out what is not. It holds exam ids and pictures, never report text. The
 * same run gives the same bytes. Returns the file's path; throws `TFM_REPORT_NOT_A_RUN`, `TFM_REPORT_BAD_FILE`.
 */
export async function writeRunReport(runDir: string, { volume, signal }: RunReportOptions = {}): Promise<string> {
  const run = await readRun(runDir);
  const file = join(run.dir, 'report.html');
  await writeFile(`${file}.part`, page(run.name, lead(run), await sectionsOf(run, volume, signal)));
  await rename(`${file}.part`, file);
  return file;
}

const lead = (run: RunFiles) =>
  html`<p class="quiet">
      ${typeof run.experiment.description === 'string'
        ? run.experiment.description
        : 'A TotalFM run: organ volumes and report sentences in one space, scored zero-shot.'}
    </p>
    ${headline(run)}`;

async function sectionsOf(
  run: RunFiles,
  volume: OpenVolume | undefined,
  signal: AbortSignal | undefined,
): Promise<Section[]> {
  const { findings, organLesions } = run;
  const bodies = {
    findings: ['Findings', findings && findingsSection(findings)],
    roc: ['ROC curves', findings && rocSection(findings, run)],
    organs: ['Organs', organLesions && organsSection(organLesions)],
    cases: ['Hits and misses', findings && volume && (await montagesSection(findings, run, volume, signal))],
    training: ['Training', trainingSection(run)],
    setup: ['Setup', setupSection(run)],
    failures: ['Failures', failuresSection(run)],
  } as const;
  return Object.entries(bodies).flatMap(([id, [title, body]]) => (body ? [{ id, title, body }] : []));
}
