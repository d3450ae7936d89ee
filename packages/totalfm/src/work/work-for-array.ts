import { dirname } from 'node:path';
import { openExperiments, runArrayWorker } from '@totalfm/runtime';
import { interruptible } from '../console/interruption.ts';
import { loadProgram } from '../built-ins.ts';
import { consoleSinks } from '../run/run-sinks.ts';
import { usage, type WorkerOptions } from './worker-options.ts';

/** Does a fixed share of an experiment's chunks: no queue, and nobody who waits. */
export async function workForArray(experiment: string | undefined, { array = '', artifacts, set }: WorkerOptions) {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(array)?.map(Number) ?? [];
  if (count === undefined || index >= count)
    throw usage('`--array` is not I/N with I from 0 to N − 1.', '`--array 0/4` to `--array 3/4` are four workers.');
  if (experiment === undefined)
    throw usage(
      '`--array` is a share of an experiment, and none is named.',
      `\`totalfm worker FILE --array ${array}\`.`,
    );
  const signal = interruptible(() => process.stderr.write('\nstopping at the next safe point\n'));
  const { sinks, end } = consoleSinks();
  try {
    const shares = [];
    for (const opened of await openExperiments({ file: experiment, set }, await loadProgram()))
      shares.push({
        name: opened.experiment.name,
        shares: await runArrayWorker(opened, {
          runsDir: dirname(artifacts),
          artifactsDir: artifacts,
          index,
          count,
          signal,
          stageStarted: sinks.stageStarted,
        }),
      });
    return {
      json: shares,
      text: shares.flatMap(({ name, shares: done }) => done.map((one) => shareText(name, one))).join('\n'),
    };
  } finally {
    end();
  }
}

const shareText = (
  name: string,
  { stages, chunks, before, exams }: { stages: readonly string[]; chunks: number; before: number; exams: number },
) => `${name}: ${stages.join(' and ')}: ${chunks} parts, ${before} of them done before; ${exams} exams`;
