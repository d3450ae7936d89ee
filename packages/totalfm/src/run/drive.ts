import { isTotalFmError } from '@totalfm/core';
import type { Program, RunEnvironment, RunResult } from '@totalfm/runtime';
import { interruptible } from '../console/interruption.ts';
import { startTracing } from '../console/tracing.ts';
import { loadProgram } from '../built-ins.ts';
import { checkStage } from './check-stage.ts';
import { reportOn } from './report.ts';
import { runOutput, type RunOutput } from './run-output.ts';
import { consoleSinks } from './run-sinks.ts';
import { programVersions } from './program-versions.ts';

/** What every command that runs stages gives them. */
export interface Drive {
  readonly program: Program;
  readonly environment: RunEnvironment;
  /** Does a run and writes its report. `again` is the command that goes on with it. */
  finish(work: () => Promise<RunResult>, again: string): Promise<RunOutput>;
}

/** Progress on stderr, Ctrl-C that stops at a safe point, workers, versions. Throws `TFM_USAGE` for a stage that is none. */
export async function prepareDrive(until?: string): Promise<Drive> {
  const program = await loadProgram();
  checkStage(until, program.pipeline);
  const signal = interruptible(() =>
    process.stderr.write('\nstopping at the next safe point; Ctrl-C again stops at once, and loses a little more\n'),
  );
  const { sinks, end } = consoleSinks();
  const versions = await programVersions();
  return {
    program,
    environment: {
      sinks,
      signal,
      until,
      startTracing,
      workerEntry: new URL('./worker.js', import.meta.url),
      versions,
    },
    async finish(work, again) {
      try {
        const result = await work();
        return await runOutput(result, result.artifacts.evaluate && (await reportOn(result, program, signal)));
      } catch (error) {
        if (isTotalFmError(error) && error.code === 'TFM_CANCELLED')
          process.stderr.write(`stopped; go on with: ${again}\n`);
        throw error;
      } finally {
        end();
      }
    },
  };
}
