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
  /** JSON Schema of its options. */
  readonly options: JsonSchema;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, { readonly description?: string; readonly default?: unknown }>>;
}

export function registerComponents(program: Command): void {
  const command = program
    .command('components')
    .description('list what an experiment can name: components by contract, and organs')
    .argument('[id]', 'one component, with its options')
    .option('--contract <name>', 'one contract only: Cohort, Segmenter, ReportParser, …, or organ')
    .option('--plugin <name>', 'also load this plugin (may be repeated)', collect);
  const examples = [
    'totalfm components',
    'totalfm components contrastive',
    'totalfm components --contract Cohort --json',
    'totalfm components --plugin @totalfm/plugin-organ-thyroid --contract organ',
  ];
  finishCommand(command, examples, async (id: string | undefined, options: Options) => {
    const listed = await listComponents(id, options);
    const rows = listed.map(({ contract, id, description, plugin }) => [contract, id, description, plugin]);
    const text =
      id === undefined
        ? table([['CONTRACT', 'ID', 'WHAT', 'PLUGIN'], ...rows])
        : listed.map(componentText).join('\n\n');
    return { json: listed, text };
  });
}

function componentText({ contract, id, description, plugin, options }: Listed): string {
  const rows = Object.entries(options.properties ?? {}).map(([name, { description = '', default: value }]) => [
    `  ${name}`,
    value === undefined ? 'required' : JSON.stringify(value),
    description,
  ]);
  return [
    `${contract} ${id} (${plugin})`,
    description,
    ...(rows.length > 0 ? [table([['  OPTION', 'DEFAULT', 'WHAT'], ...rows])] : []),
  ].join('\n');
}

async function listComponents(id: string | undefined, { contract, plugin = [] }: Options): Promise<readonly Listed[]> {
  const [{ optionsJsonSchema }, { didYouMean, providedName }, { loadRegistry }, { appErrors }] = await Promise.all([
    import('@totalfm/runtime'),
    import('@totalfm/core'),
    import('../built-ins.ts'),
    import('../errors.ts'),
  ]);
  const registry = await loadRegistry(plugin);
  const describe = (item: AnyComponent | OrganComponent): Listed => {
    const source = registry.pluginOf(providedName(item)) ?? '';
    if (item.kind === 'organ')
      return {
        contract: 'organ',
        id: item.organ,
        description: organText(item as OrganComponent),
        plugin: source,
        options: {},
      };
    const component = item as AnyComponent;
    return {
      contract: component.provides.name as string,
      id: component.id,
      description: component.description,
      plugin: source,
      options: optionsJsonSchema(component) as JsonSchema,
    };
  };
  const all = [...registry.components, ...registry.ofKind<OrganComponent>('organ').values()]
    .map(describe)
    .sort((a, b) => compare(a.contract, b.contract) || compare(a.id, b.id));
  const ofContract = all.filter(
    (item) => contract === undefined || item.contract.toLowerCase() === contract.toLowerCase(),
  );
  if (contract !== undefined && ofContract.length === 0) {
    throw appErrors.TFM_USAGE({
      option: '--contract',
      message: `Nothing provides a contract \`${contract}\`.`,
      fix: didYouMean(contract, [...new Set(all.map((item) => item.contract))]),
    });
  }
  const found = ofContract.filter((item) => id === undefined || item.id === id);
  if (found.length === 0)
    throw appErrors.TFM_USAGE({
      component: id,
      message: `No loaded plugin brings \`${id}\`.`,
      fix: didYouMean(
        id ?? '',
        ofContract.map((item) => item.id),
      ),
    });
  return found;
}

const organText = ({ name, findings }: OrganComponent) =>
  `${name[0].toUpperCase()}${name.slice(1)}: ${findings.map((finding) => finding.name).join(', ')}.`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
