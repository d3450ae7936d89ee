import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Volume } from '@totalfm/core';

type Element = readonly [tag: number, vr: string, value: string | number | Uint8Array];

function element([tag, vr, value]: Element): Buffer {
  const raw =
    typeof value === 'string' ? Buffer.from(value) : typeof value === 'number' ? u16(value) : Buffer.from(value);
  const bytes = raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
  const head = Buffer.alloc(vr === 'OW' ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(vr, 4);
  if (vr === 'OW') head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** Slice `k` of a CT along its first two axes as a DICOM file, explicit little endian. */
export function dicomSlice({ data, size, spacing, origin, direction }: Volume, k: number): Buffer {
  const [columns, rows] = size;
  const position = [0, 1, 2].map((row) => origin[row] + direction[3 * row + 2] * spacing[2] * k);
  const column = (axis: number) => [0, 1, 2].map((row) => direction[3 * row + axis]);
  const elements: readonly Element[] = [
    [0x00020010, 'UI', '1.2.840.10008.1.2.1'],
    [0x00080008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
    [0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
    [0x00080018, 'UI', `1.2.3.4.${k + 1}`],
    [0x00080060, 'CS', 'CT'],
    [0x00100020, 'LO', 'P1'],
    [0x0020000d, 'UI', '1.2.3'],
    [0x0020000e, 'UI', '1.2.3.4'],
    [0x00200032, 'DS', position.join('\\')],
    [0x00200037, 'DS', [...column(0), ...column(1)].join('\\')],
    [0x00280002, 'US', 1],
    [0x00280010, 'US', rows],
    [0x00280011, 'US', columns],
    [0x00280030, 'DS', `${spacing[1]}\\${spacing[0]}`],
    [0x00280100, 'US', 16],
    [0x00280101, 'US', 16],
    [0x00280102, 'US', 15],
    [0x00280103, 'US', 1],
    [0x00281052, 'DS', '0'],
    [0x00281053, 'DS', '1'],
    [
      0x7fe00010,
      'OW',
      new Uint8Array(Int16Array.from(data.subarray(k * rows * columns, (k + 1) * rows * columns)).buffer),
    ],
  ];
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), ...elements.map(element)]);
}

export function writeDicomSeries(dir: string, ct: Volume): void {
  mkdirSync(dir);
  for (let k = 0; k < ct.size[2]; k++) writeFileSync(join(dir, `${k}.dcm`), dicomSlice(ct, k));
}
