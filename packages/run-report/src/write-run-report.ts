import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { html } from './html.ts';
import { runFiles } from '@totalfm/run-format';
import type { HtmlPart } from './html.ts';
import { page, type Section } from './page.ts';
import { readRun, type RunFiles } from './run-files.ts';
import { failuresSection } from './sections/failures.ts';
import { headline } from './sections/headline.ts';
import { masksSection } from './sections/masks.ts';
import { levelsSection } from './sections/levels.ts';
import { montagesSection, type OpenVolume } from './sections/montages.ts';
import { phasesSection } from './sections/phases.ts';
import { resultsSection } from './sections/results.ts';
import { reliabilitySection } from './sections/reliability.ts';
import { prSection, rocSection } from './sections/roc.ts';
import { sizesSection } from './sections/sizes.ts';
import { setupSection } from './sections/setup.ts';
import { trainingSection } from './sections/training.ts';
import { writtenSection } from './written/written-section.ts';

export interface RunReportOptions {
  /** Opens the volume of a pair for the montages and for what written statements rest on; without it there are none. */
  readonly volume?: OpenVolume;
  readonly signal?: AbortSignal;
}

/**
 * Writes `report.html` into the folder of a run: one file that needs no other and asks for nothing. It reads what is
 * there of experiment.json, manifest.json, metrics.json, metrics.jsonl, scores.jsonl, written-reports.jsonl, masks.json, phases.json,
 * failures.jsonl and artifacts/STAGE/checkpoint.json, and leaves out what is not. It holds exam ids and pictures, and report text
 * only where the run wrote reports. The same run gives the same bytes. Returns the file's path; throws `TFM_REPORT_NOT_A_RUN`, `TFM_RUN_FORMAT`.
 */
export async function writeRunReport(runDir: string, { volume, signal }: RunReportOptions = {}): Promise<string> {
  const run = await readRun(runDir);
  const file = join(run.dir, runFiles.report);
  await writeFile(`${file}.part`, page(run.name, lead(run), await sectionsOf(run, volume, signal)));
  await rename(`${file}.part`, file);
  return file;
}

const lead = (run: RunFiles) =>
  html`<p class="quiet">
      ${typeof run.experiment?.description === 'string'
        ? run.experiment.description
        : 'A TotalFM run: organ volumes and report sentences in one space, scored zero-shot.'}
    </p>
    ${headline(run)}`;

async function sectionsOf(
  run: RunFiles,
  volume: OpenVolume | undefined,
  signal: AbortSignal | undefined,
): Promise<Section[]> {
  const sections: MaybeSection[] = [];
  const written = await writtenSection(run, volume, signal);
  for (const [key, metrics] of Object.entries(run.metrics)) {
    const scores = run.scores.filter(({ evaluator }) => evaluator === key);
    const montages = volume && (await montagesSection(metrics, scores, volume, signal));
    if (metrics.byGenerator) {
      if (written && !sections.includes(written)) sections.push(written);
      continue;
    }
    sections.push(
      { id: `results-${key}`, title: metrics.title, body: resultsSection(metrics) },
      { id: `levels-${key}`, title: `${metrics.title}: by level`, body: levelsSection(metrics) },
      { id: `sizes-${key}`, title: `${metrics.title}: by lesion size`, body: sizesSection(metrics) },
      { id: `roc-${key}`, title: `${metrics.title}: ROC curves`, body: rocSection(metrics, scores) },
      { id: `pr-${key}`, title: `${metrics.title}: precision and recall`, body: prSection(metrics, scores) },
      { id: `reliability-${key}`, title: `${metrics.title}: reliability`, body: reliabilitySection(metrics) },
      { id: `cases-${key}`, title: `${metrics.title}: hits and misses`, body: montages },
    );
  }
  if (written && !sections.includes(written)) sections.push(written);
  sections.push(
    { id: 'masks', title: 'Masks', body: masksSection(run) },
    { id: 'phases', title: 'Contrast phases', body: phasesSection(run) },
    { id: 'training', title: 'Training', body: trainingSection(run) },
    { id: 'setup', title: 'Setup', body: setupSection(run) },
    { id: 'failures', title: 'Failures', body: failuresSection(run) },
  );
  return sections.flatMap(({ body, ...section }) => (body ? [{ ...section, body }] : []));
}

/** A section that a run may have nothing for. */
type MaybeSection = Omit<Section, 'body'> & { readonly body: HtmlPart };
