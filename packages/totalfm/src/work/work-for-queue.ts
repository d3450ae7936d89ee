import { resolve } from 'node:path';
import { runQueueWorker, type WorkerLine } from '@totalfm/runtime';
import { startTracing } from '../console/tracing.ts';
import { interruptible } from '../console/interruption.ts';
import { loadProgram } from '../built-ins.ts';
import { programVersions } from '../run/program-versions.ts';
import { namedByHand, openQueue } from './open-queue.ts';
import { artifactsNamed } from './artifacts-named.ts';
import { serveMetrics, type WorkerMetrics } from './worker-metrics.ts';
import { usage, type WorkerOptions } from './worker-options.ts';

/** Works on the jobs of a queue until it is told to end. */
export async function workForQueue(experiment: string | undefined, options: WorkerOptions) {
  const { redis, prefix, lostAfter, artifacts, concurrency, stages, plugin = [] } = options;
  if (redis === undefined || experiment !== undefined)
    throw usage(
      'A worker needs the address of a queue, or an experiment and its share of it.',
      '`totalfm worker --redis redis://HOST:6379`, or `totalfm worker FILE --array 0/4`.',
    );
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw usage('`--concurrency` is no whole number from 1.', 'One for each two processor cores is a start.');
  const program = await loadProgram();
  const named = stages?.split(',').map((name) => name.trim());
  const unknown = named?.find((name) => !program.pipeline.stage(name));
  if (unknown !== undefined)
    throw usage(`\`${unknown}\` is no stage.`, `Stages that go exam by exam: ${examStages(program.pipeline)}.`);
  const signal = interruptible(() => process.stderr.write('\nending; what is in hand is given back\n'));
  const versions = await programVersions();
  const store = await artifactsNamed(artifacts, plugin);
  const queue = await openQueue({ redis, prefix, lostAfter });
  const counts = { chunks: 0, failed: 0 };
  let metrics: WorkerMetrics | undefined;
  const endTracing = await startTracing(namedByHand);
  try {
    if (options.metrics !== undefined) metrics = await serveMetrics(options.metrics);
    await runQueueWorker({
      queue,
      store,
      program,
      entry: new URL('./worker.js', import.meta.url),
      concurrency,
      stages: named,
      plugins: plugin.map((path) => resolve(path)),
      versions,
      signal,
      log(line) {
        if (line.what === 'done') counts.chunks++;
        if (line.what === 'failed') counts.failed++;
        metrics?.note(line);
        process.stderr.write(`${lineText(line)}\n`);
      },
    });
  } finally {
    await endTracing();
    await metrics?.close();
    await queue.close();
    await store.close();
  }
  return { json: counts, text: `${counts.chunks} parts done, ${counts.failed} failed` };
}

const examStages = ({ stages }: Awaited<ReturnType<typeof loadProgram>>['pipeline']) =>
  stages
    .filter((stage) => 'exam' in stage)
    .map(({ name }) => name)
    .join(', ');

/** A line of the log, with the time before it: ids and numbers only. */
function lineText({ what, run, stages = [], chunk, seconds, error }: WorkerLine): string {
  return [
    new Date().toISOString(),
    what,
    ...(run === undefined ? [] : [run]),
    ...(stages.length > 0 ? [stages.join('+')] : []),
    ...(chunk === undefined ? [] : [`part ${chunk}`]),
    ...(seconds === undefined ? [] : [`${seconds.toFixed(1)} s`]),
    ...(error ? [`${error.code}: ${error.message} ${error.fix}`] : []),
  ].join(' ');
}
