import { isMainThread } from 'node:worker_threads';
import { isTotalFmError, type ProgressSink } from '@totalfm/core';
import { openExperiment, runPipeline, startWorker } from '@totalfm/runtime';
import { totalfm } from '../src/index.ts';
import { tinyPlugin } from './tiny-components.ts';

/**
 * Runs an experiment in a process of its own: `child.js RUNS FILE KILL_AT SET…`. `KILL_AT` is `STAGE:N`: SIGKILL at the
 * N-th progress of a stage. The same file is the entry of its workers.
 */
const program = { pipeline: totalfm, builtIns: [tinyPlugin] };
if (isMainThread) {
  const [runsDir, file, killAt, ...set] = process.argv.slice(2);
  const opened = await openExperiment({ file, set }, program);
  const stageStarted = (stage: string): ProgressSink => {
    let calls = 0;
    return {
      update: () => `${stage}:${++calls}` === killAt && process.kill(process.pid, 'SIGKILL'),
      warn: (message) => console.error(message),
    };
  };
  try {
    await runPipeline(opened, { runsDir, workerEntry: new URL(import.meta.url), sinks: { stageStarted } });
  } catch (error) {
    console.log(isTotalFmError(error) ? error.code : error);
    process.exitCode = 1;
  }
} else {
  await startWorker(program);
}
