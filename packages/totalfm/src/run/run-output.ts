import type { Estimate } from '@totalfm/core';
import type { RunResult } from '@totalfm/pipeline';
import type { RunManifest } from '@totalfm/runtime';
import { relative } from 'node:path';

/** What `--json` says of a finished run. */
export interface RunOutput {
  readonly name: string;
  readonly dir: string;
  readonly status: string;
  readonly stages: RunManifest['stages'];
  readonly failures: RunManifest['failures'];
  readonly metrics?: Readonly<Record<string, unknown>>;
  /** Path of report.html, where the run came to its end. */
  readonly report?: string;
}

export const runOutput = ({ dir, manifest, metrics }: RunResult, report: string | undefined): RunOutput => ({
  name: manifest.name,
  dir: shortPath(dir),
  status: manifest.status,
  stages: manifest.stages,
  failures: manifest.failures,
  ...(metrics ? { metrics } : {}),
  ...(report ? { report: shortPath(report) } : {}),
});

/** The numbers that a reader looks for first, failures, and where the rest is. */
export function runText({ dir, stages, failures, metrics, report }: RunOutput): string {
  const failed = Object.entries(failures);
  return [
    ...(metrics ? headlineRows(metrics) : [`done up to ${stages.at(-1)?.stage ?? 'nothing'}: ${dir}`]),
    ...(failed.length > 0
      ? [`failures: ${failed.map(([code, count]) => `${code} (${count})`).join(', ')}; see ${dir}/failures.jsonl`]
      : []),
    ...(report ? [`report: ${report}`] : []),
  ].join('\n');
}

interface Means {
  readonly macro?: { readonly auroc?: Estimate | null };
  readonly byGrade?: Readonly<Record<string, { readonly auroc?: Estimate | null }>>;
}

/** Macro AUROC of every evaluator that has one, and of each grade. */
export function headlineRows(metrics: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(metrics).flatMap(([key, value]) => {
    const { macro, byGrade = {} } = value as Means;
    if (macro === undefined) return [];
    const grades = Object.entries(byGrade).flatMap(([grade, { auroc }]) =>
      auroc ? [`${grade} ${auroc.value.toFixed(3)}`] : [],
    );
    return [`${words(key)}: AUROC ${estimateText(macro.auroc)}${grades.length > 0 ? ` · ${grades.join(' · ')}` : ''}`];
  });
}

export const estimateText = (estimate: Estimate | null | undefined) =>
  estimate
    ? `${estimate.value.toFixed(3)} (95 % interval ${estimate.low.toFixed(3)}–${estimate.high.toFixed(3)})`
    : 'not known: no target has test exams of both classes';

/** `organLesions` → `organ lesions` */
const words = (key: string) => key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

/** A path relative to the working folder, where it lies inside. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
