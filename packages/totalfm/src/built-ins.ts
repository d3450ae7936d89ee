import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@totalfm/core';
import type { Program, Registry } from '@totalfm/runtime';

/**
 * The plugins that come with TotalFM. Loaded when they are first asked for: with them come ONNX Runtime and
 * TensorFlow.js, which `totalfm --help` can do without.
 */
export async function loadBuiltIns(): Promise<readonly Plugin[]> {
  const modules: readonly { readonly plugin: Plugin }[] = await Promise.all([
    import('./own-plugin.ts'),
    import('@totalfm/imaging'),
    import('@totalfm/cohorts'),
    import('@totalfm/job-queues'),
    import('@totalfm/object-stores'),
    import('@totalfm/sites'),
    import('@totalfm/phantom'),
    import('@totalfm/segmenters'),
    import('@totalfm/report-parsers'),
    import('@totalfm/pairs'),
    import('@totalfm/encoders'),
    import('@totalfm/language-models'),
    import('@totalfm/trainers'),
    import('@totalfm/evaluators'),
    import('@totalfm/report-generators'),
  ]);
  return modules.map((module) => module.plugin);
}

/** Plugins that are installed beside this program are found from anywhere. */
const besideProgram = dirname(fileURLToPath(import.meta.url));

/** What every command opens experiments with: this program's pipeline and plugins. */
export async function loadProgram(): Promise<Program> {
  const [{ totalfm }, builtIns] = await Promise.all([import('@totalfm/pipeline'), loadBuiltIns()]);
  return { pipeline: totalfm, builtIns, pluginFolders: [besideProgram] };
}

/** The built-ins and these plugins, found from the working folder or beside this program. */
export async function loadRegistry(plugins: readonly string[] = []): Promise<Registry> {
  const { loadPlugins } = await import('@totalfm/runtime');
  const requests = plugins.map((name) => ({ name }));
  return loadPlugins({ builtIns: await loadBuiltIns(), requests, folders: [process.cwd(), besideProgram] });
}
