import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describePlugin, describeVolumeReader, type VolumeToWrite } from '@totalfm/testing';
import { createDicomReader, plugin } from '../index.ts';
import { tags } from './parse/tags.ts';
import { decimal, sliceFile, writeSeries, type SliceToWrite } from './test-support/ct-series.ts';
import { writeZip } from './test-support/write-zip.ts';

const rescaled = (
  { slope = 1, intercept = 0 }: VolumeToWrite,
  rest: SliceToWrite['also'] = {},
): SliceToWrite['also'] => ({
  [tags.RescaleSlope]: ['DS', decimal(slope)],
  [tags.RescaleIntercept]: ['DS', decimal(intercept)],
  ...rest,
});

describePlugin(plugin);

describeVolumeReader('dicom (folder, explicit little endian)', {
  make: () => createDicomReader(),
  lacks: ['float32', 'names'],
  write: async (dir, name, image) => writeSeries(join(dir, name), image.volume, () => ({ also: rescaled(image) })),
  async writeSeries(dir, name, images) {
    for (const [time, volume] of images.entries())
      writeSeries(
        join(dir, name),
        volume,
        () => ({ also: { [tags.AcquisitionNumber]: ['IS', String(time + 1)] } }),
        `${time}-`,
      );
    return join(dir, name);
  },
});

describeVolumeReader('dicom (nested folder, implicit little endian, without preambles)', {
  make: () => createDicomReader(),
  lacks: ['float32', 'names'],
  async write(dir, name, image) {
    const folder = join(dir, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'README.txt'), 'Exported by hand.');
    writeSeries(join(folder, 'series'), image.volume, () => ({ syntax: '', preamble: false, also: rescaled(image) }));
    return folder;
  },
});

describeVolumeReader('dicom (zip archive, deflated or big endian)', {
  make: () => createDicomReader(),
  lacks: ['float32', 'names'],
  async write(dir, name, image) {
    const files = Array.from({ length: image.volume.size[2] }, (_, k) => ({
      name: `scan/IM${(k * 5) % 97}`,
      bytes: sliceFile(image.volume, k, { syntax: k % 2 ? '.2' : '.1.99', also: rescaled(image) }),
    }));
    const path = join(dir, `${name}.zip`);
    writeFileSync(path, writeZip([{ name: 'scan/notes.txt', bytes: Buffer.from('Exported.') }, ...files]));
    return path;
  },
});
