import { join } from 'node:path';
import { failureLine, readRunJson, readRunLines, runFiles, runMetrics, type RunManifest } from '@totalfm/run-format';
import { headlineText } from '@totalfm/run-report';
import type { OpenedExperiment } from '@totalfm/runtime';
import { placeText } from '../console/error-text.ts';
import { table } from '../console/table.ts';
import { shortPath } from '../run/run-output.ts';
import { stageText } from '../run/run-sinks.ts';

/** What a run holds: stages, failures, metrics. */
export async function inspectRun(dir: string, manifest: RunManifest, { experiment }: OpenedExperiment) {
  const failures = await readRunLines(join(dir, runFiles.failures), failureLine);
  const metrics = await readRunJson(join(dir, runFiles.metrics), runMetrics);
  const json = {
    name: manifest.name,
    dir: shortPath(dir),
    status: manifest.status,
    error: manifest.error,
    stages: manifest.stages,
    failures,
    metrics,
    organs: experiment.organs,
    versions: manifest.versions,
    seeds: manifest.seeds,
  };
  const shown = failures.slice(0, 20);
  const text = [
    `${manifest.name}: ${manifest.status}${manifest.error ? ` (${manifest.error.code}: ${manifest.error.message})` : ''}, ${shortPath(dir)}`,
    ...manifest.stages.map(stageText),
    ...(metrics ? headlineText(metrics) : []),
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
