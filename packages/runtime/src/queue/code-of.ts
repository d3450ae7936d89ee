import { isAbsolute } from 'node:path';
import type { AnyComponent } from '@totalfm/core';
import { runtimeErrors } from '../errors.ts';
import type { Registry } from '../plugins/registry.ts';
import type { RunSetup } from './setup-file.ts';

/** What the code of each plugin from outside is known by. */
export function codeOfPlugins(registry: Registry): Readonly<Record<string, string>> {
  const codes = registry.plugins.map(({ name, components }) => {
    const [first] = components as readonly AnyComponent[];
    return [name, first && registry.codeOf(first)] as const;
  });
  return Object.fromEntries(codes.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

/** Throws `TFM_WORKER_VERSION` where a worker's program is not the run's. */
export function checkVersions(own: Readonly<Record<string, string>>, { versions }: RunSetup): void {
  for (const [what, wanted] of Object.entries(versions)) {
    const had = own[what];
    if (had === wanted) continue;
    throw runtimeErrors.TFM_WORKER_VERSION({
      component: what,
      message: `The run is of ${what} ${wanted}; this worker is of ${had ?? 'none that it knows'}.`,
      fix: 'Install the same version on both machines, and start the worker again.',
    });
  }
}

/**
 * The plugins that a worker may load for a run: packages that are installed beside it, and files that it was started with. Throws
 * `TFM_WORKER_PLUGIN`.
 */
export function allowedPlugins({ experiment }: RunSetup, allowed: readonly string[]): readonly string[] {
  const refused = experiment.plugins.find((name) => isAbsolute(name) && !allowed.includes(name));
  if (refused === undefined) return experiment.plugins;
  throw runtimeErrors.TFM_WORKER_PLUGIN({
    component: refused,
    message: `The run loads the plugin ${refused}, and this worker was not told that it may.`,
    fix: `Start it with \`--plugin ${refused}\`: a worker runs no code that only a queue has named.`,
  });
}

/** Throws `TFM_WORKER_PLUGIN` where a plugin's code is not the run's. */
export function checkPlugins(registry: Registry, { plugins }: RunSetup): void {
  const own = codeOfPlugins(registry);
  for (const [name, code] of Object.entries(plugins)) {
    if (own[name] === code) continue;
    throw runtimeErrors.TFM_WORKER_PLUGIN({
      component: name,
      message: `The run has the plugin ${name} as ${code}; this worker has ${own[name] ?? 'none of that name'}.`,
      fix: 'Install the same version on both machines, and start the worker again.',
    });
  }
}
