import type { Command } from 'commander';
import type { AnyComponent, OrganComponent } from '@totalfm/core';
import { collect, finishCommand } from '../console/command.ts';
import { table } from '../console/table.ts';

interface Options {
  readonly contract?: string;
  readonly plugin?: readonly string[];
}

interface Listed {
  readonly contract: string;
  readonly id: string;
  readonly description: string;
  readonly plugin: string;
  readonly options: unknown;
}

export function registerComponents(program: Command): void {
  const command = program
    .command('components')
    .description('list what an experiment can name: components by contract, and organs')
    .option('--contract <name>', 'one contract only: Cohort, Segmenter, ReportParser, …, or organ')
    .option('--plugin <name>', 'also load this plugin (may be repeated)', collect);
  finishCommand(command, ['totalfm components', 'totalfm components --contract Cohort --json', 'totalfm components --plugin @totalfm/plugin-organ-thyroid --contract organ'], async (options: Options) => {
    const listed = await listComponents(options);
    const rows = listed.map(({ contract, id, description, plugin }) => [contract, id, description, plugin]);
    return { json: listed, text: table([['CONTRACT', 'ID', 'WHAT', 'PLUGIN'], ...rows]) };
  });
}

async function listComponents({ contract, plugin = [] }: Options): Promise<readonly Listed[]> {
  const [{ didYouMean, loadPlugins, optionsJsonSchema, providedName }, { loadBuiltIns }, { appErrors }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../built-ins.ts'),
    import('../errors.ts'),
  ]);
  const registry = await loadPlugins({ builtIns: await loadBuiltIns(), requests: plugin.map((name) => ({ name })) });
  const describe = (item: AnyComponent | OrganComponent): Listed => {
    const source = registry.pluginOf(providedName(item)) ?? '';
    if (item.kind === 'organ') return { contract: 'organ', id: item.organ, description: organText(item as OrganComponent), plugin: source, options: {} };
    const component = item as AnyComponent;
    return { contract: component.provides.name as string, id: component.id, description: component.description, plugin: source, options: optionsJsonSchema(component) };
  };
  const all = [...registry.components, ...registry.organs.values()].map(describe).sort((a, b) => compare(a.contract, b.contract) || compare(a.id, b.id));
  if (contract === undefined) return all;
  const found = all.filter((item) => item.contract.toLowerCase() === contract.toLowerCase());
  const contracts = [...new Set(all.map((item) => item.contract))];
  if (found.length === 0) throw appErrors.TFM_USAGE({ option: '--contract', message: `Nothing provides a contract \`${contract}\`.`, fix: didYouMean(contract, contracts) });
  return found;
}

const organText = ({ name, findings }: OrganComponent) => `${name[0].toUpperCase()}${name.slice(1)}: ${findings.map((finding) => finding.name).join(', ')}.`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
