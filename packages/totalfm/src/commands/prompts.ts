import { writeFileWhole } from '@totalfm/core';
import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';
import { appErrors } from '../errors.ts';

interface Options {
  readonly experiment?: string;
  readonly plugin?: readonly string[];
  readonly output?: string;
}

export function registerPrompts(program: Command): void {
  const command = program
    .command('prompts')
    .description(
      'print the prompts that findings are scored by, as a YAML file to be changed and named as `promptBank`',
    )
    .option(
      '--experiment <file>',
      'those of the organs, findings and plugins of an experiment; default: all built-in organs',
    )
    .option('--plugin <name>', 'also load this plugin (may be repeated)', collect)
    .option('-o, --output <file>', 'write the file; default: printed');
  finishCommand(
    command,
    ['totalfm prompts -o prompts.yaml', 'totalfm prompts --experiment experiments/paper-tables.yaml'],
    prompts,
  );
}

async function prompts({ experiment: file, plugin = [], output }: Options) {
  const [{ tokens }, { openOneExperiment }, { findingsOf, promptBankText }] = await Promise.all([
    import('@totalfm/core'),
    import('../open-one-experiment.ts'),
    import('@totalfm/zero-shot'),
  ]);
  if (file !== undefined && plugin.length > 0)
    throw appErrors.TFM_USAGE({
      option: '--plugin',
      message: 'An experiment names its plugins itself.',
      fix: 'Leave --plugin out.',
    });
  const source = file === undefined ? { values: { plugins: plugin, cohort: { use: 'phantom' } } } : { file };
  const container = (await openOneExperiment(source)).container();
  try {
    const { anatomy } = await container.components({ anatomy: tokens.Anatomy });
    const text = promptBankText(anatomy);
    const json = {
      findings: findingsOf(anatomy).map(({ finding: { id, prompts }, organ }) => ({
        id,
        organ: organ.organ,
        ...prompts,
      })),
      normal: Object.fromEntries(anatomy.organs.map(({ organ, normal }) => [organ, normal])),
    };
    if (output === undefined) return { json, text };
    await writeFileWhole(output, text);
    return { json, text: `prompts: ${output}` };
  } finally {
    await container.dispose();
  }
}
