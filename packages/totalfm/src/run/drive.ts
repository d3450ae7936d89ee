import { isTotalFmError, type Plugin } from '@totalfm/core';
import type { RunEnvironment, RunResult } from '@totalfm/pipeline';
import { version } from '../../package.json';
import { interruptible } from '../console/interruption.ts';
import { loadBuiltIns } from '../built-ins.ts';
import { reportOn } from './report.ts';
import { runOutput, type RunOutput } from './run-output.ts';
import { consoleSinks } from './run-sinks.ts';

/** What every command that runs stages gives them. */
export interface Drive {
  readonly builtIns: readonly Plugin[];
  readonly environment: RunEnvironment;
  /** Does a run and writes its report. `again` is the command that goes on with it. */
  finish(work: () => Promise<RunResult>, again: string): Promise<RunOutput>;
}

/** Progress on stderr, Ctrl-C that stops at a safe point, workers, versions. */
export async function prepareDrive(): Promise<Drive> {
  const signal = interruptible(() =>
    process.stderr.write('\nstopping at the next safe point; Ctrl-C again stops at once, and loses a little more\n'),
  );
  const builtIns = await loadBuiltIns();
  const { sinks, end } = consoleSinks();
  return {
    builtIns,
    environment: {
      sinks,
      signal,
      workerEntry: new URL('./worker.js', import.meta.url),
      versions: { totalfm: version },
    },
    async finish(work, again) {
      try {
        const result = await work();
        return runOutput(result, result.metrics && (await reportOn(result, builtIns, signal)));
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
