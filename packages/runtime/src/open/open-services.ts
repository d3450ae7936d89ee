import { tokens, type JobQueue, type ObjectStore, type Token } from '@totalfm/core';
import { openArtifactStore, type ArtifactStore } from '../artifacts/artifact-store.ts';
import { runtimeErrors } from '../errors.ts';
import { optionsOf, type ComponentUse, type ResolvedExperiment } from '../experiment/experiment.ts';
import type { Registry } from '../plugins/registry.ts';
import { environmentSecrets } from '../secrets.ts';

/** What of an experiment decides where it works and keeps things, and no result. */
export type Services = Pick<ResolvedExperiment, 'privacy'> & Partial<Pick<ResolvedExperiment, 'compute' | 'artifacts'>>;

/** The queue of an experiment, which has been asked whether it is there; undefined where it has none. Close it after use. */
export async function openJobQueue(services: Services, registry: Registry): Promise<JobQueue | undefined> {
  const use = services.compute?.runner;
  if (!use) return undefined;
  const queue = await openService<JobQueue>(tokens.JobQueue, { use, option: 'compute.runner' }, services, registry);
  // The first word: a queue that does not answer is told before any work.
  await queue.notices();
  return queue;
}

/** The artifacts of a folder, and the store of objects behind it where the experiment has one. Close it after use. */
export async function openArtifacts(root: string, services: Services, registry: Registry): Promise<ArtifactStore> {
  const use = services.artifacts;
  const objects =
    use && (await openService<ObjectStore>(tokens.ObjectStore, { use, option: 'artifacts' }, services, registry));
  return openArtifactStore(root, objects);
}

interface NamedService {
  readonly use: ComponentUse;
  /** Its key in an experiment. */
  readonly option: string;
}

async function openService<Service>(
  token: Token<Service>,
  { use, option }: NamedService,
  { privacy }: Services,
  registry: Registry,
): Promise<Service> {
  const component = registry.component(token as Token<unknown>, use.use);
  const given: Record<symbol, unknown> = {
    [tokens.Privacy.key]: privacy,
    [tokens.Secrets.key]: environmentSecrets(),
  };
  const needs = Object.entries((component?.needs ?? {}) as Record<string, Token<unknown>>).map(([name, { key }]) => {
    if (key in given) return [name, given[key]] as const;
    throw runtimeErrors.TFM_NEED_MISSING({
      option,
      component: use.use,
      message: `\`${use.use}\` needs what nothing of \`${option}\` is given.`,
      fix: 'It may need Privacy and Secrets.',
    });
  });
  return (await component?.create({
    options: optionsOf(use),
    needs: Object.fromEntries(needs),
    references: {},
  })) as Service;
}
