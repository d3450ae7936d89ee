import type { LabelSet } from '@totalfm/anatomy';
import { tokens, type LedgerLine, type ReportParser } from '@totalfm/core';
import type { Registry } from '@totalfm/runtime';
import type { ReportOptions } from './report-options.ts';
import { createAlone } from '../console/create-component.ts';
import { appErrors } from '../errors.ts';
import { loadRegistry } from '../registry.ts';

/** A parser outside of a run. */
export interface OpenParser {
  readonly parser: ReportParser;
  readonly name: string;
  /** The plugins that brought it. */
  readonly registry: Registry;
  /** What its language models have cost so far, added up. */
  ledger(): Promise<readonly LedgerLine[]>;
  dispose(): Promise<void>;
}

/** The parser that the command line names, or its experiment's, with the models, limits and privacy that are written there. Throws `TFM_USAGE`. */
export async function openParser(
  { parser: id, plugin = [], experiment: file }: Omit<ReportOptions, 'textColumn'>,
  set?: LabelSet,
): Promise<OpenParser> {
  if (file === undefined) {
    const name = id ?? 'rules';
    const registry = await loadRegistry(plugin);
    return {
      parser: await createAlone(registry, tokens.ReportParser, name, {}, set && { beside: set.beside }),
      name,
      registry,
      ledger: async () => [],
      dispose: async () => {},
    };
  }
  if (id !== undefined || plugin.length > 0)
    throw appErrors.TFM_USAGE({
      option: '--experiment',
      message: 'An experiment names its parser and plugins itself.',
      fix: 'Leave --parser and --plugin out.',
    });
  const [{ createContainer, loadExperiments, sumLedger }, { besideProgram, loadBuiltIns }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../built-ins.ts'),
  ]);
  const { experiments, registry } = await loadExperiments(file, {
    builtIns: await loadBuiltIns(),
    set: [],
    pluginFolders: [besideProgram],
  });
  if (experiments.length > 1)
    throw appErrors.TFM_USAGE({
      file,
      option: '--experiment',
      message: `The experiment sweeps over ${experiments.length}.`,
      fix: 'Name one without a sweep.',
    });
  const lines: LedgerLine[] = [];
  const container = createContainer({
    experiment: experiments[0],
    registry,
    beside: set?.beside,
    workspace: { cacheDir: 'runs/.cache', workers: 1, record: (line) => void lines.push(line) },
  });
  return {
    parser: await container.get('parser'),
    name: experiments[0].parser.use,
    registry,
    ledger: async () => sumLedger(lines),
    dispose: () => container.dispose(),
  };
}
