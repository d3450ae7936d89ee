import type { Command } from 'commander';
import type { StagePlan } from '@totalfm/runtime';
import { collect, finishCommand } from '../console/command.ts';
import { secondsText } from '../console/progress.ts';
import { table } from '../console/table.ts';

interface Options {
  readonly set?: readonly string[];
  readonly name?: string;
  readonly until?: string;
  readonly redo?: readonly string[];
}

export function registerPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('what a run would reuse, resume or do anew, and why, without doing it')
    .argument('<experiment>', 'YAML or JSON file')
    .option('--set <path=value>', 'override a value (may be repeated)', collect)
    .option('--name <name>', 'name of the run that it is compared with; default: the name in the file')
    .option('--until <stage>', 'stop after this stage')
    .option('--redo <stage>', 'as if `run` were told so (may be repeated)', collect);
  const examples = [
    'totalfm plan experiments/demo.yaml',
    'totalfm plan experiments/demo.yaml --set parser.wholeScan=true --json',
    'totalfm plan experiments/demo.yaml --redo parse',
  ];
  finishCommand(command, examples, plan);
}

async function plan(file: string, { set = [], name, until, redo = [] }: Options) {
  const [{ openExperiments, planRun, redoOf }, { loadProgram }, { checkStage }, { runsFolder }] = await Promise.all([
    import('@totalfm/runtime'),
    import('../built-ins.ts'),
    import('../run/check-stage.ts'),
    import('../run/run-dir.ts'),
  ]);
  const program = await loadProgram();
  checkStage(until, program.pipeline);
  const named = name === undefined ? set : [...set, `name=${JSON.stringify(name)}`];
  const plans = [];
  for (const opened of await openExperiments({ file, set: named }, program)) {
    const stages = await planRun(opened, { runsDir: runsFolder, until, redo: redoOf(redo) });
    plans.push({ name: opened.experiment.name, stages });
  }
  const json = plans.length === 1 ? { stages: plans[0].stages } : plans;
  return { json, text: plans.map(({ name, stages }) => `${name}\n${planText(stages)}`).join('\n\n') };
}

const planText = (stages: readonly StagePlan[]) =>
  table([
    ['STAGE', 'WHAT', 'TOOK', 'BECAUSE OF'],
    ...stages.map(({ stage, action, seconds, because }) => [
      stage,
      action,
      seconds === undefined ? '' : secondsText(seconds),
      because.join(', ') || (action === 'run' ? 'nothing like it was made yet' : ''),
    ]),
  ]);
