import { tokens, type JobQueue, type Token } from '@totalfm/core';
import { runtimeErrors } from '../errors.ts';
import { optionsOf, type ResolvedExperiment } from '../experiment/experiment.ts';
import type { Registry } from '../plugins/registry.ts';
import { environmentSecrets } from '../secrets.ts';

/** The queue of an experiment, which has been asked whether it is there; undefined where it has none. Close it after use. */
export async function openJobQueue(
  { compute, privacy }: ResolvedExperiment,
  registry: Registry,
): Promise<JobQueue | undefined> {
  const { runner } = compute;
  if (!runner) return undefined;
  const component = registry.component(tokens.JobQueue as Token<unknown>, runner.use);
  const given: Record<symbol, unknown> = {
    [tokens.Privacy.key]: privacy,
    [tokens.Secrets.key]: environmentSecrets(),
  };
  const needs = Object.entries((component?.needs ?? {}) as Record<string, Token<unknown>>).map(([name, { key }]) => {
    if (key in given) return [name, given[key]] as const;
    throw runtimeErrors.TFM_NEED_MISSING({
      option: 'compute.runner',
      component: runner.use,
      message: `\`${runner.use}\` needs what no queue of jobs is given.`,
      fix: 'A queue may need Privacy and Secrets.',
    });
  });
  return (await component?.create({
    options: optionsOf(runner),
    needs: Object.fromEntries(needs),
    references: {},
  })) as JobQueue;
}
