import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ArtifactRecipe } from '../artifacts/artifact.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { artifactOfRun, modelOf } from '../open/artifact-of-run.ts';
import type { OpenedExperiment } from '../open/open-experiment.ts';
import { openArtifacts } from '../open/open-services.ts';
import type { RunOptions } from '../run/run-environment.ts';
import { checkExams, checkFit } from '../stages/check-fit.ts';
import { ownStages, planStages, type PlannedStage } from '../stages/plan-stages.ts';
import { checkRedo } from '../stages/redo.ts';
import { differences } from './differences.ts';

/** What a run would do for one stage. */
export interface StagePlan {
  readonly stage: string;
  /** `reuse`: its artifact is there. `resume`: half of it is. `run`: it is made anew. */
  readonly action: 'reuse' | 'resume' | 'run';
  /** What differs from the artifact that the run had, or from the one that is nearest; empty where there is none. */
  readonly because: readonly string[];
  /** Artifact id. */
  readonly artifact: string;
  /** Seconds that it took the last time: this artifact, or the one that it is compared with. */
  readonly seconds?: number;
}

/**
 * Says what a run would do, without doing it: exams are listed, components are made and asked whether they fit, and no exam is
 * opened.
 */
export async function planRun(
  opened: OpenedExperiment,
  {
    runsDir,
    artifactsDir,
    until,
    redo,
    signal,
  }: Pick<RunOptions, 'runsDir' | 'artifactsDir' | 'until' | 'redo' | 'signal'>,
): Promise<readonly StagePlan[]> {
  const { experiment } = opened;
  const root = resolve(artifactsDir ?? join(runsDir, '.artifacts'));
  const workspace = { cacheDir: join(dirname(root), '.cache'), workers: 1, record() {} };
  const container = opened.container({ workspace });
  let store: ArtifactStore | undefined;
  try {
    store = await openArtifacts(root, experiment, opened.registry);
    const model = modelOf(experiment, store);
    checkRedo(redo, ownStages({ container, model, until }));
    await checkFit(container, opened.placeOf, model);
    const onListed = checkExams(container);
    const planned = await planStages({ container, store, model, until, redo, signal, onListed });
    const plans: StagePlan[] = [];
    for (const one of planned) plans.push(await planOf(one, store, join(runsDir, experiment.name)));
    return plans;
  } finally {
    await container.dispose();
    await store?.close();
  }
}

type Earlier = ArtifactRecipe & { readonly id: string };

async function planOf(planned: PlannedStage, store: ArtifactStore, runDir: string): Promise<StagePlan> {
  const { stage, id, recipe, artifact, isBegun } = planned;
  const timed = async (of: string) => {
    const seconds = await store.seconds(of);
    return seconds > 0 ? { seconds: Number(seconds.toFixed(3)) } : {};
  };
  if (artifact || !recipe)
    return { stage: stage.name, action: 'reuse', because: [], artifact: id, ...(await timed(id)) };
  const nearest = await nearestTo(recipe, store, runDir);
  return {
    stage: stage.name,
    action: isBegun ? 'resume' : 'run',
    because: nearest ? differences(nearest, recipe) : [],
    artifact: id,
    ...(nearest && (await timed(nearest.id))),
  };
}

/** The artifact that the run had before; failing it, the one with the fewest differences. */
async function nearestTo(recipe: ArtifactRecipe, store: ArtifactStore, runDir: string): Promise<Earlier | undefined> {
  const before = await artifactOfRun(runDir, recipe.stage).catch(() => undefined);
  if (before) return { ...before.manifest, id: before.id };
  const counted = (await earlierArtifacts(store, recipe.stage)).map((one) => ({
    one,
    count: differences(one, recipe).length,
  }));
  return counted.sort((a, b) => a.count - b.count)[0]?.one;
}

/** What a stage has made so far. Its files are not looked at: an artifact that has lost some still tells what it was made of. */
async function earlierArtifacts(store: ArtifactStore, stage: string): Promise<readonly Earlier[]> {
  const names = await readdir(store.root).catch(() => [] as string[]);
  const ids = names.filter((name) => name.startsWith(`${stage}-`) && /-[0-9a-f]{16}$/.test(name));
  const found: Earlier[] = [];
  for (const id of ids) {
    const recipe = await store.recipe(id);
    if (recipe?.stage === stage) found.push({ ...recipe, id });
  }
  return found;
}
