import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';
import { wholeNumber } from './phantom.ts';

interface Options {
  readonly output: string;
  readonly set?: readonly string[];
  readonly steps?: number;
}

export function registerTrainSegmenter(program: Command): void {
  const command = program
    .command('train-segmenter')
    .description('a U-Net that finds the organs of an experiment, from the label maps of its training exams')
    .argument('<experiment>', 'YAML or JSON file: its cohort, organs and seed count')
    .requiredOption('-o, --output <dir>', 'folder to write: model.onnx, plans.json, dataset.json')
    .option('--set <path=value>', 'override a value (may be repeated)', collect)
    .option('--steps <n>', 'training steps', wholeNumber);
  const examples = [
    'totalfm train-segmenter experiments/segmenter.yaml -o models/phantom',
    'totalfm run experiments/demo.yaml --set segmenter.use=nnunet-onnx --set segmenter.model=models/phantom',
  ];
  finishCommand(command, examples, async (experiment: string, options: Options) => {
    const { trainSegmenter } = await import('../segment/train-segmenter.ts');
    return trainSegmenter(experiment, options);
  });
}
