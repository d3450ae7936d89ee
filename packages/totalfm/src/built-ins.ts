import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@totalfm/core';

/**
 * The plugins that come with TotalFM. Loaded when they are first asked for: with them come ONNX Runtime and
 * TensorFlow.js, which `totalfm --help` can do without.
 */
export async function loadBuiltIns(): Promise<readonly Plugin[]> {
  const modules: readonly { readonly plugin: Plugin }[] = await Promise.all([
    import('./own-plugin.ts'),
    import('@totalfm/cohorts'),
    import('@totalfm/phantom'),
    import('@totalfm/segmenters'),
    import('@totalfm/report-parsers'),
    import('@totalfm/pairs'),
    import('@totalfm/encoders'),
    import('@totalfm/trainers'),
    import('@totalfm/evaluators'),
  ]);
  return modules.map((module) => module.plugin);
}

/** Plugins that are installed beside this program are found from anywhere. */
export const besideProgram = dirname(fileURLToPath(import.meta.url));
