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
      const [{ experimentSchema }, { totalfm }, { loadRegistry }] = await Promise.all([
        import('@totalfm/runtime'),
        import('@totalfm/pipeline'),
        import('../built-ins.ts'),
      ]);
      const json = experimentSchema(await loadRegistry(plugin), totalfm);
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
      const [{ openExperiments }, { loadProgram }, { stringify }] = await Promise.all([
        import('@totalfm/runtime'),
        import('../built-ins.ts'),
        import('yaml'),
      ]);
      const opened = await openExperiments({ file, set }, await loadProgram());
      const experiments = opened.map(({ experiment }) => experiment);
      return {
        json: experiments.length === 1 ? experiments[0] : experiments,
        text: experiments.map((experiment) => stringify(experiment, { flowCollectionPadding: false })).join('---\n'),
      };
    },
  );
}
