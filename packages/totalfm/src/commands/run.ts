import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';

interface Options {
  readonly set?: readonly string[];
  readonly name?: string;
  readonly until?: string;
}

export function registerRun(program: Command): void {
  const command = program
    .command('run')
    .description('run an experiment: from exams to scores and a report, in runs/NAME')
    .argument('<experiment>', 'YAML or JSON file')
    .option('--set <path=value>', 'override a value (may be repeated)', collect)
    .option('--name <name>', 'name of the run; default: the name in the file')
    .option('--until <stage>', 'stop after this stage: ingest, segment, parse, pair, pretrain, align, evaluate');
  finishCommand(
    command,
    [
      'totalfm run experiments/demo.yaml',
      'totalfm run experiments/demo.yaml --set align.steps=500 --name quick',
      'totalfm run experiments/folder.yaml --set cohort.root=/data/ct --json',
    ],
    run,
  );
}

async function run(file: string, { set = [], name, until }: Options) {
  const [
    { loadExperiments },
    { besideProgram },
    { runExperiment },
    { prepareDrive },
    { stageOption },
    { runsFolder },
    { runText },
  ] = await Promise.all([
    import('@totalfm/runtime'),
    import('../built-ins.ts'),
    import('@totalfm/pipeline'),
    import('../run/drive.ts'),
    import('../run/stage-option.ts'),
    import('../run/run-dir.ts'),
    import('../run/run-output.ts'),
  ]);
  const last = stageOption(until);
  const { builtIns, environment, finish } = await prepareDrive();
  const loaded = await loadExperiments(file, {
    builtIns,
    set: name === undefined ? set : [...set, `name=${JSON.stringify(name)}`],
    pluginFolders: [besideProgram],
  });
  const { registry, pluginFolders, file: source, experiments } = loaded;
  const outputs = [];
  for (const experiment of experiments) {
    if (experiments.length > 1) process.stderr.write(`\n${experiment.name}\n`);
    const again = `totalfm resume ${runsFolder}/${experiment.name}`;
    outputs.push(
      await finish(
        () =>
          runExperiment({
            ...environment,
            experiment,
            registry,
            pluginFolders,
            source,
            until: last,
            runsDir: runsFolder,
          }),
        again,
      ),
    );
  }
  return {
    json: outputs.length === 1 ? outputs[0] : outputs,
    text: outputs
      .map((output) => (outputs.length === 1 ? runText(output) : `${output.name}\n${runText(output)}`))
      .join('\n\n'),
  };
}
