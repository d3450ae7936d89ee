import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { warn } from '../console/warn.ts';
import { frameOption } from '../volume/frame-option.ts';
import { checkNiftiName } from '../volume/output-name.ts';

interface Options {
  readonly input: string;
  readonly output: string;
  readonly labels?: boolean;
  readonly frame?: string;
}

export function registerConvert(program: Command): void {
  const command = program
    .command('convert')
    .description('a volume or a label map of any known format, as NIfTI')
    .requiredOption('-i, --input <volume>', 'a file of any known format, or a folder of DICOM')
    .requiredOption('-o, --output <file>', '.nii or .nii.gz')
    .option('--labels', 'a label map: numbers keep their names')
    .option('--frame <number>', 'which volume of a file that holds several, from 0');
  finishCommand(
    command,
    ['totalfm convert -i series/ -o ct.nii.gz', 'totalfm convert -i liver.seg.nrrd -o labels.nii.gz --labels'],
    convert,
  );
}

async function convert({ input, output, labels, frame }: Options) {
  checkNiftiName(output);
  const [{ openVolumeFiles }, { wholeLabels, writeNifti }, { interruptible }] = await Promise.all([
    import('../volume/open-files.ts'),
    import('@totalfm/imaging'),
    import('../console/interruption.ts'),
  ]);
  const reading = { signal: interruptible(() => {}), warn, ...frameOption(frame) };
  const files = await openVolumeFiles();
  const { volume, names } = labels
    ? await files.labelMap(input, reading)
    : { volume: await files.open(input, reading), names: undefined };
  await writeNifti(output, labels ? wholeLabels(volume) : volume, { names });
  const { size, spacing } = volume;
  return {
    json: { output, size, spacing, ...(names && { names: Object.fromEntries(names) }) },
    text: `${output}: ${size.join(' × ')} voxels of ${spacing.map((mm) => Number(mm.toFixed(4))).join(' × ')} mm`,
  };
}
