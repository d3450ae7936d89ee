import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';
import type { RunOutput } from '../run/run-output.ts';

interface Options {
  readonly set?: readonly string[];
  readonly name?: string;
  readonly until?: string;
  readonly redo?: readonly string[];
  readonly replace?: boolean;
}

export function registerRun(program: Command): void {
  const command = program
    .command('run')
    .description('run an experiment: from exams to scores and a report, in runs/NAME')
    .argument('<experiment>', 'YAML or JSON file')
    .option('--set <path=value>', 'override a value (may be repeated)', collect)
    .option('--name <name>', 'name of the run; default: the name in the file')
    .option('--until <stage>', 'stop after this stage; `totalfm plan` lists them')
    .option('--redo <stage>', 'do a stage anew that is done, and what reads it (may be repeated)', collect)
    .option('--replace', 'let it take the place of a finished run of this name, which stands until then');
  finishCommand(
    command,
    [
      'totalfm run experiments/demo.yaml',
      'totalfm run experiments/demo.yaml --set align.steps=500 --name quick',
      'totalfm run experiments/folder.yaml --set cohort.root=/data/ct --json',
      'totalfm run experiments/folder.yaml --redo parse',
    ],
    run,
  );
}

async function run(file: string, { set = [], name, until, redo: again = [], replace }: Options) {
  const [
    { openExperiments, redoOf, runPipeline },
    { prepareDrive },
    { checkRotation, gatherRotation, rotationsOf },
    { runsFolder },
    { runText },
  ] = await Promise.all([
    import('@totalfm/runtime'),
    import('../run/drive.ts'),
    import('../run/rotation.ts'),
    import('../run/run-dir.ts'),
    import('../run/run-output.ts'),
  ]);
  const { program, environment, finish } = await prepareDrive(until);
  const named = name === undefined ? set : [...set, `name=${JSON.stringify(name)}`];
  const experiments = await openExperiments({ file, set: named }, program);
  const redo = redoOf(again);
  const rotations = rotationsOf(experiments.map(({ experiment }) => experiment));
  for (const rotation of rotations) await checkRotation(rotation, runsFolder);
  const outputs = [];
  for (const opened of experiments) {
    const { name } = opened.experiment;
    if (experiments.length > 1) process.stderr.write(`\n${name}\n`);
    const work = () => runPipeline(opened, { ...environment, runsDir: runsFolder, redo, replace });
    outputs.push(await finish(work, `totalfm resume ${runsFolder}/${name}`));
  }
  const trained = [...outputs];
  if (outputs.every(({ metrics }) => metrics))
    for (const rotation of rotations) outputs.push(await gatherRotation(rotation, runsFolder));
  if (outputs.length === 1) return { json: outputs[0], text: runText(outputs[0]) };
  const texts = outputs.map((output) => `${output.name}\n${runText(output)}`);
  const swept = await sweptText(trained);
  return { json: outputs, text: [...texts, ...(swept.length > 0 ? [swept.join('\n')] : [])].join('\n\n') };
}

/** Means and deviations over the seeds of a sweep, and what was found at each number of it; of runs that came to their end. */
async function sweptText(outputs: readonly RunOutput[]): Promise<readonly string[]> {
  const { sweepTextOf } = await import('@totalfm/run-report');
  return sweepTextOf(outputs.flatMap(({ dir, metrics }) => (metrics ? [dir] : [])));
}
