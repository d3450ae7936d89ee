import { dirname, join, resolve } from 'node:path';
import { throwIfAborted } from '@totalfm/core';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import { experimentIdentity } from '../experiment/experiment-identity.ts';
import { modelOf } from '../open/artifact-of-run.ts';
import type { OpenedExperiment } from '../open/open-experiment.ts';
import { openArtifacts, openJobQueue } from '../open/open-services.ts';
import { checkFit } from '../stages/check-fit.ts';
import { ownStages } from '../stages/plan-stages.ts';
import { checkRedo } from '../stages/redo.ts';
import { openWorkspace } from './ledger.ts';
import type { RunOptions, RunResult } from './run-environment.ts';
import { openRunFolder, placeRun } from './run-folder.ts';
import { RunInProgress } from './run-in-progress.ts';

/**
 * Runs an experiment: every stage up to `until`, each from its artifact where that is there already. Running the same
 * experiment again, or after the process was killed, goes on where it stopped and ends with the same bytes. An
 * experiment with `from` scores the model of that run.
 */
export async function runPipeline(opened: OpenedExperiment, options: RunOptions): Promise<RunResult> {
  const { experiment, pipeline, registry } = opened;
  throwIfAborted(options.signal);
  const root = resolve(options.artifactsDir ?? join(options.runsDir, '.artifacts'));
  const request = {
    folder: join(options.runsDir, experiment.name),
    experiment,
    identityOf: (one: ResolvedExperiment) => experimentIdentity(one, pipeline, registry),
    replace: options.replace,
  };
  const place = await placeRun(request);
  const places = { cacheDir: join(dirname(root), '.cache'), runDir: place.dir, workers: 1 };
  const endTracing = await options.startTracing?.(experiment.privacy);
  const container = opened.container({ workspace: openWorkspace(places) });
  let store: ArtifactStore | undefined;
  try {
    store = await openArtifacts(root, experiment, registry);
    const model = modelOf(experiment, store);
    checkRedo(options.redo, ownStages({ container, model, until: options.until }));
    // Before the run's folder is touched: an experiment that cannot work costs no view of an earlier one.
    await checkFit(container, opened.placeOf, model);
    const queue = await openJobQueue(experiment, registry);
    try {
      const folder = await openRunFolder(place, request);
      const run = new RunInProgress(opened, options, { container, folder, store, places, queue });
      return await run.finish();
    } finally {
      await queue?.close();
    }
  } finally {
    await endTracing?.();
    await container.dispose();
    await store?.close();
  }
}
