import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedRun } from '@totalfm/pipeline';
import { runFiles, type FailureLine } from '@totalfm/runtime';
import { placeText } from '../console/error-text.ts';
import { table } from '../console/table.ts';
import { headlineRows, shortPath } from '../run/run-output.ts';
import { stageText } from '../run/run-sinks.ts';

/** What a run holds: stages, failures, metrics. */
export async function inspectRun({ dir, manifest, experiment }: OpenedRun) {
  const failures = lines<FailureLine>(await readText(join(dir, runFiles.failures)));
  const metrics = JSON.parse((await readText(join(dir, runFiles.metrics))) || 'null') as Record<string, unknown> | null;
  const json = {
    name: manifest.name,
    dir: shortPath(dir),
    status: manifest.status,
    error: manifest.error,
    stages: manifest.stages,
    failures,
    metrics: metrics ?? undefined,
    organs: experiment.organs,
    versions: manifest.versions,
    seeds: manifest.seeds,
  };
  const shown = failures.slice(0, 20);
  const text = [
    `${manifest.name}: ${manifest.status}${manifest.error ? ` (${manifest.error.code}: ${manifest.error.message})` : ''}, ${shortPath(dir)}`,
    ...manifest.stages.map(stageText),
    ...(metrics ? headlineRows(metrics) : []),
    ...(shown.length > 0
      ? [
          '',
          table([
            ['STAGE', 'EXAM', 'CODE', 'WHAT', 'WHERE'],
            ...shown.map(({ stage, exam, code, message, where }) => [
              stage,
              exam,
              code,
              message,
              placeText({ ...where, exam: undefined, stage: undefined }),
            ]),
          ]),
        ]
      : []),
    ...(failures.length > shown.length ? [`… and ${failures.length - shown.length} more in ${runFiles.failures}`] : []),
  ].join('\n');
  return { json, text };
}

const readText = (file: string) => readFile(file, 'utf8').catch(() => '');
const lines = <T>(text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
