import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';
import { table } from '../console/table.ts';
import { warn } from '../console/warn.ts';

interface Options {
  readonly input: string;
  readonly segmentation: string;
}

export function registerStats(program: Command): void {
  const command = program
    .command('stats')
    .description('volume, mean HU and pieces of each structure of a segmentation, on its own grid')
    .requiredOption('-i, --input <ct>', 'CT: a file of any known format, or a folder of DICOM')
    .requiredOption('-s, --segmentation <labels>', 'label map, or a folder of one mask a structure');
  finishCommand(command, ['totalfm stats -i ct.nii.gz -s segmentation.nii.gz --json'], stats);
}

async function stats({ input, segmentation }: Options) {
  const [{ openVolumeFiles }, { structureStats }, { piecesText }, { interruptible }] = await Promise.all([
    import('../volume/open-files.ts'),
    import('../volume/structure-stats.ts'),
    import('../volume/mask-quality.ts'),
    import('../console/interruption.ts'),
  ]);
  const signal = interruptible(() => {});
  const found = await structureStats(await openVolumeFiles(), { ct: input, segmentation }, { signal, warn });
  const rows = [...found].map(([name, { voxels, volumeMm3, meanHu, ...parts }]) => [
    name,
    voxels,
    (volumeMm3 / 1000).toFixed(1),
    meanHu === null ? '–' : meanHu.toFixed(1),
    piecesText(parts),
  ]);
  return {
    json: { structures: Object.fromEntries(found) },
    text: table([['STRUCTURE', 'VOXELS', 'ML', 'MEAN HU', 'PIECES'], ...rows]),
  };
}
