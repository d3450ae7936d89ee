import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { warn } from '../console/warn.ts';
import { checkNiftiName } from '../volume/output-name.ts';
import { spacingOption } from '../volume/spacing-option.ts';

interface Options {
  readonly input: string;
  readonly output: string;
  readonly spacing: string;
  readonly labels?: boolean;
  readonly antialias?: boolean;
}

export function registerResample(program: Command): void {
  const command = program
    .command('resample')
    .description('a volume at another spacing, as NIfTI')
    .requiredOption('-i, --input <volume>', 'a file of any known format, or a folder of DICOM')
    .requiredOption('-o, --output <file>', '.nii or .nii.gz')
    .requiredOption('--spacing <x,y,z>', 'millimetres along the volume’s own axes: 1.5,1.5,3')
    .option('--labels', 'nearest neighbour, for label maps')
    .option('--antialias', 'average over each new voxel where an axis shrinks; else linear');
  finishCommand(
    command,
    [
      'totalfm resample -i ct.nii.gz -o ct-1.5mm.nii.gz --spacing 1.5,1.5,3',
      'totalfm resample -i segmentation.nii.gz -o labels.nii.gz --spacing 1.5,1.5,3 --labels',
    ],
    resample,
  );
}

async function resample({ input, output, spacing, labels, antialias }: Options) {
  checkNiftiName(output);
  const step = spacingOption(spacing);
  const [{ openVolumeFiles }, { readImage }, { resampleToSpacing, writeNifti }, { interruptible }] = await Promise.all([
    import('../volume/open-files.ts'),
    import('../volume/read-image.ts'),
    import('@totalfm/imaging'),
    import('../console/interruption.ts'),
  ]);
  const reading = { signal: interruptible(() => {}), warn };
  const files = await openVolumeFiles();
  const { volume, names } = await readImage(files, { input, labels }, reading);
  const resampled = resampleToSpacing(volume, step, labels ? 'nearest' : antialias ? 'area' : 'trilinear');
  await writeNifti(output, resampled, { names });
  const { size } = resampled;
  return {
    json: { output, size, spacing: resampled.spacing },
    text: `${output}: ${size.join(' × ')} voxels of ${resampled.spacing.join(' × ')} mm`,
  };
}
