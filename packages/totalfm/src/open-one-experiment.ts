import { openExperiments, type ExperimentSource, type OpenedExperiment } from '@totalfm/runtime';
import { loadProgram } from './built-ins.ts';
import { appErrors } from './errors.ts';

/** The one experiment of a file, or one in no file. Throws `TFM_USAGE` for a sweep: a command that does one thing wants one. */
export async function openOneExperiment(source: ExperimentSource): Promise<OpenedExperiment> {
  const [opened, ...others] = await openExperiments(source, await loadProgram());
  if (others.length === 0) return opened;
  throw appErrors.TFM_USAGE({
    ...('file' in source && { file: source.file }),
    option: 'sweep',
    message: `The experiment sweeps over ${others.length + 1}.`,
    fix: 'Name one without a sweep.',
  });
}
