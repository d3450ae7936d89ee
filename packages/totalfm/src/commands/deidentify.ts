import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import type { DeidentifyFolderOptions } from '../deidentify/deidentify-folder.ts';

export function registerDeidentify(program: Command): void {
  const command = program
    .command('deidentify')
    .description('copies DICOM files without what identifies patients; pixels and geometry stay as they are')
    .requiredOption(
      '-i, --input <folder>',
      'CT images, segmentations and structure sets, in any folders and zip archives below it',
    )
    .requiredOption('-o, --output <folder>', 'where to: patient/study/series/instance.dcm, all of them pseudonyms')
    .option(
      '--key-file <file>',
      'the key of the pseudonyms, which is made where there is none; default: the secret TOTALFM_DEIDENTIFY_KEY',
    )
    .option(
      '--keep-burned-in',
      'take secondary captures, and images with text in their pixels, too: they may show names',
    );
  finishCommand(
    command,
    ['totalfm deidentify -i dicom/ -o deidentified/ --key-file project.key'],
    async (options: DeidentifyFolderOptions) => {
      const { deidentifyFolder } = await import('../deidentify/deidentify-folder.ts');
      return deidentifyFolder(options);
    },
  );
}
