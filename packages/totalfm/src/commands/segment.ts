import type { Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';
import type { SegmentOptions } from '../segment/segment-ct.ts';
import { checkNiftiName } from '../volume/output-name.ts';

export function registerSegment(program: Command): void {
  const command = program
    .command('segment')
    .description('finds the organs of one CT, and writes a label map on its grid')
    .requiredOption('-i, --input <ct>', 'CT: a file of any known format, or a folder of DICOM')
    .requiredOption('-o, --output <file>', '.nii or .nii.gz; numbers carry their names')
    .option('--experiment <file>', 'use the segmenter of this experiment')
    .option('--segmenter <id>', 'without an experiment: the segmenter; default: nnunet-onnx')
    .option(
      '--set <path=value>',
      'override a value of the experiment (may be repeated): segmenter.model=models/mine',
      collect,
    )
    .option('--qc <png>', 'write its three planes, organs outlined, as a picture');
  const examples = [
    'totalfm segment -i series/ -o organs.nii.gz --segmenter totalsegmentator --set segmenter.resolution=fast',
    'totalfm segment -i ct.nii.gz -o organs.nii.gz --experiment experiments/demo.yaml --qc organs.png',
  ];
  finishCommand(command, examples, segment);
}

async function segment(options: SegmentOptions) {
  checkNiftiName(options.output);
  const { segmentCt } = await import('../segment/segment-ct.ts');
  return segmentCt(options);
}
