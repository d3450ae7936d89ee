/** What is wrong with the bytes of a DICOM file, before it is known which file they are of. */
export class DicomDamage extends Error {
  constructor(
    message: string,
    /** Byte of the file, or of its inflated body, at which it was seen. */
    readonly at: number,
  ) {
    super(message);
  }
}

/** What is wrong is that the bytes end. */
export class CutShort extends DicomDamage {}

/** Thrown where a walk leaves the bytes that were read so far, although the file goes on. */
export class NeedsMoreBytes extends Error {
  constructor(
    /** As many bytes have to be there to go on. */
    readonly upTo: number,
  ) {
    super('more bytes are needed');
  }
}
