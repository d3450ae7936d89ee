import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';

export function registerConfig(program: Command): void {
  const config = program.command('config').description('the format of experiments, and what one resolves to');

  const schema = config
    .command('schema')
    .description('print the JSON Schema of experiments, with exactly the plugins loaded')
    .option('--plugin <name>', 'also load this plugin (may be repeated)', collect);
  finishCommand(
    schema,
    ['totalfm config schema > experiment.schema.json'],
    async ({ plugin = [] }: { plugin?: readonly string[] }) => {
      const [{ experimentSchema }, { loadRegistry }] = await Promise.all([
        import('@totalfm/runtime'),
        import('../registry.ts'),
      ]);
      const json = experimentSchema(await loadRegistry(plugin));
      return { json, text: JSON.stringify(json, undefined, 2) };
    },
  );

  const show = config
    .command('show')
    .description('print an experiment with every default written out')
    .argument('<experiment>', 'YAML or JSON file')
    .option('--set <path=value>', 'override a value (may be repeated)', collect);
  finishCommand(
    show,
    [
      'totalfm config show experiments/demo.yaml',
      'totalfm config show experiments/demo.yaml --set align.epochs=3 --json',
    ],
    async (file: string, { set }: { set?: readonly string[] }) => {
      const [{ loadExperiments }, { besideProgram, loadBuiltIns }, { stringify }] = await Promise.all([
        import('@totalfm/runtime'),
        import('../built-ins.ts'),
        import('yaml'),
      ]);
      const { experiments } = await loadExperiments(file, {
        builtIns: await loadBuiltIns(),
        set,
        pluginFolders: [besideProgram],
      });
      return {
        json: experiments.length === 1 ? experiments[0] : experiments,
        text: experiments.map((experiment) => stringify(experiment, { flowCollectionPadding: false })).join('---\n'),
      };
    },
  );
}
