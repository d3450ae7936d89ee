import { join, relative } from 'node:path';
import { readRunJson, runFiles, runMetrics, type RunManifest, type RunMetrics } from '@totalfm/run-format';
import { headlineText } from '@totalfm/run-report';
import type { RunResult } from '@totalfm/runtime';

/** What `--json` says of a finished run. */
export interface RunOutput {
  readonly name: string;
  readonly dir: string;
  readonly status: string;
  readonly stages: RunManifest['stages'];
  readonly failures: RunManifest['failures'];
  readonly metrics?: RunMetrics;
  /** Path of report.html, where the run came to its end. */
  readonly report?: string;
}

/** What a run came to; with its metrics where it came to its end. */
export async function runOutput(
  { dir, manifest, artifacts }: RunResult,
  report: string | undefined,
): Promise<RunOutput> {
  const metrics = artifacts.evaluate && (await readRunJson(join(dir, runFiles.metrics), runMetrics));
  return {
    name: manifest.name,
    dir: shortPath(dir),
    status: manifest.status,
    stages: manifest.stages,
    failures: manifest.failures,
    ...(metrics && { metrics }),
    ...(report && { report: shortPath(report) }),
  };
}

/** The numbers that a reader looks for first, failures, and where the rest is. */
export function runText({ dir, stages, failures, metrics, report }: RunOutput): string {
  const failed = Object.entries(failures);
  return [
    ...(metrics ? headlineText(metrics) : [`done up to ${stages.at(-1)?.stage ?? 'nothing'}: ${dir}`]),
    ...(failed.length > 0
      ? [`failures: ${failed.map(([code, count]) => `${code} (${count})`).join(', ')}; see ${dir}/failures.jsonl`]
      : []),
    ...stages.flatMap(fallbackText),
    ...(report ? [`report: ${report}`] : []),
  ].join('\n');
}

/** Codes of a reading that stands in for one which failed: whole, so that no later run does it again by itself. */
const standIns = ['TFM_LLM_FALLBACK', 'TFM_ENSEMBLE_MEMBER'];

function fallbackText({ stage, exams, warnings = {} }: RunOutput['stages'][number]): readonly string[] {
  const codes = standIns.filter((code) => warnings[code] > 0);
  if (codes.length === 0) return [];
  const counts = codes.map((code) => `${code} in ${warnings[code]}`).join(', ');
  const of = exams ? ` of ${exams.done} exams` : '';
  return [`${stage}: ${counts}${of}, in full or in part; once the model answers, run again with \`--redo ${stage}\``];
}

/** A path relative to the working folder, where it lies inside. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
