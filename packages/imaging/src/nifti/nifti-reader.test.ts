import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describePlugin, describeVolumeReader, type VolumeToWrite } from '@totalfm/testing';
import { createNiftiReader, encodeNifti, plugin } from '../index.ts';

/** A NIfTI-1 or NIfTI-2 file with scaling and a label table, which the package's own writer has no use for. */
function bytesOf({ volume, slope = 1, intercept = 0, names }: VolumeToWrite, version: 1 | 2): Buffer {
  const plain = encodeNifti(volume, { version });
  const headerBytes = version === 1 ? 352 : 544;
  const write = (value: number, short: number, long: number) =>
    version === 1 ? plain.writeFloatLE(value, short) : plain.writeDoubleLE(value, long);
  write(slope, 112, 176);
  write(intercept, 116, 184);
  const extension = names ? labelTable(names) : Buffer.alloc(0);
  if (names) plain[headerBytes - 4] = 1;
  if (version === 1) plain.writeFloatLE(headerBytes + extension.length, 108);
  else plain.writeBigInt64LE(BigInt(headerBytes + extension.length), 168);
  return Buffer.concat([plain.subarray(0, headerBytes), extension, plain.subarray(headerBytes)]);
}

/** As TotalSegmentator writes it: Caret XML in an extension of code 30, padded to 16 bytes. */
function labelTable(names: ReadonlyMap<number, string>): Buffer {
  const labels = [...names].map(([key, name]) => `<Label Key="${key}" Red="1"><![CDATA[${name}]]></Label>`).join('');
  const xml = `<?xml version="1.0"?><CaretExtension><LabelTable>${labels}</LabelTable></CaretExtension>`;
  const extension = Buffer.alloc(Math.ceil((xml.length + 8) / 16) * 16);
  extension.writeInt32LE(extension.length, 0);
  extension.writeInt32LE(30, 4);
  extension.write(xml, 8);
  return extension;
}

function seriesOf(images: readonly VolumeToWrite['volume'][]): Buffer {
  const files = images.map((image) => encodeNifti(image));
  files[0].writeInt16LE(4, 40);
  files[0].writeInt16LE(images.length, 48);
  return Buffer.concat(files.map((file, index) => (index === 0 ? file : file.subarray(352))));
}

function writeTo(path: string, bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  return path;
}

describePlugin(plugin);

describeVolumeReader('nifti (NIfTI-1, gzipped)', {
  make: createNiftiReader,
  write: async (dir, name, image) => writeTo(join(dir, `${name}.nii.gz`), gzipSync(bytesOf(image, 1))),
  writeSeries: async (dir, name, images) => writeTo(join(dir, `${name}.nii.gz`), gzipSync(seriesOf(images))),
});

describeVolumeReader('nifti (NIfTI-2, plain)', {
  make: createNiftiReader,
  write: async (dir, name, image) => writeTo(join(dir, `${name}.nii`), bytesOf(image, 2)),
  writeSeries: async (dir, name, images) => writeTo(join(dir, `${name}.nii`), seriesOf(images)),
});
