import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { warn } from '../console/warn.ts';
import { frameOption } from '../volume/frame-option.ts';
import { checkNiftiName, isDicomName } from '../volume/output-name.ts';
import { appErrors } from '../errors.ts';

interface Options {
  readonly input: string;
  readonly output: string;
  readonly labels?: boolean;
  readonly reference?: string;
  readonly frame?: string;
}

export function registerConvert(program: Command): void {
  const command = program
    .command('convert')
    .description('a volume or a label map of any known format, as NIfTI; a label map as a DICOM segmentation, too')
    .requiredOption('-i, --input <volume>', 'a file of any known format, or a folder of DICOM')
    .requiredOption('-o, --output <file>', '.nii or .nii.gz; .dcm for a DICOM segmentation')
    .option('--labels', 'a label map: numbers keep their names')
    .option('--reference <series>', 'the DICOM series that a DICOM segmentation belongs to')
    .option('--frame <number>', 'which volume of a file that holds several, from 0');
  finishCommand(
    command,
    [
      'totalfm convert -i series/ -o ct.nii.gz',
      'totalfm convert -i liver.seg.nrrd -o labels.nii.gz --labels',
      'totalfm convert -i labels.nii.gz -o labels.dcm --labels --reference series/',
    ],
    convert,
  );
}

async function convert(options: Options) {
  const { input, output, frame } = options;
  const reference = referenceOf(options);
  if (reference === undefined) checkNiftiName(output);
  const [{ openVolumeFiles }, { readImage }, { writeNifti }, { interruptible }] = await Promise.all([
    import('../volume/open-files.ts'),
    import('../volume/read-image.ts'),
    import('@totalfm/imaging'),
    import('../console/interruption.ts'),
  ]);
  const reading = { signal: interruptible(() => {}), warn, ...frameOption(frame) };
  const files = await openVolumeFiles();
  if (reference !== undefined) {
    const { writeSegmentation } = await import('../volume/write-segmentation.ts');
    return writeSegmentation(files, { input, output, reference }, reading);
  }
  const { volume, names } = await readImage(files, options, reading);
  await writeNifti(output, volume, { names });
  const { size, spacing } = volume;
  return {
    json: { output, size, spacing, ...(names && { names: Object.fromEntries(names) }) },
    text: `${output}: ${size.join(' × ')} voxels of ${spacing.map((mm) => Number(mm.toFixed(4))).join(' × ')} mm`,
  };
}

/** The series of a segmentation that is to be written; undefined for NIfTI. Throws `TFM_USAGE`. */
function referenceOf({ output, labels, reference }: Options): string | undefined {
  const segmentation = isDicomName(output);
  if (segmentation && labels && reference !== undefined) return reference;
  if (!segmentation && reference === undefined) return undefined;
  throw appErrors.TFM_USAGE({
    option: '--reference',
    message: segmentation
      ? 'A DICOM segmentation is a label map and belongs to a series.'
      : 'Only a DICOM segmentation belongs to a series.',
    fix: 'Give --labels, --reference SERIES and an output that ends in .dcm, or write NIfTI without --reference.',
  });
}
