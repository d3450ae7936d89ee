import { encodeElement, encodeElements } from './encode-elements.ts';

/** This writer among writers of DICOM: a UID derived from a UUID (PS3.5, B.2), and its version. */
const IMPLEMENTATION_UID = '2.25.284618921756411936107290387420136592641';
const IMPLEMENTATION_NAME = 'TOTALFM';

/** The preamble and the file meta information of a file (PS3.10, 7.1). */
export function fileMeta({
  sopClass,
  sopInstance,
  syntax,
}: {
  readonly sopClass: string;
  readonly sopInstance: string;
  readonly syntax: string;
}): Buffer {
  const group = encodeElements([
    [0x00020001, 'OB', Uint8Array.of(0, 1)],
    [0x00020002, 'UI', sopClass],
    [0x00020003, 'UI', sopInstance],
    [0x00020010, 'UI', syntax],
    [0x00020012, 'UI', IMPLEMENTATION_UID],
    [0x00020013, 'SH', IMPLEMENTATION_NAME],
  ]);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), encodeElement(0x00020000, 'UL', group.length), group]);
}
