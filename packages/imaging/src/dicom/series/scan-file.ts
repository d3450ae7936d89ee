import { isTotalFmError } from '@totalfm/core';
import { parseError } from '../dicom-errors.ts';
import { looksLikeDicom } from '../parse/part10.ts';
import { HEAD_BYTES, readHead, type DicomHead } from '../parse/read-head.ts';
import { openSource, type ByteSource } from '../source/byte-source.ts';
import { framesOf, type Frame, type ImageInstance } from './frames.ts';
import { imageKindOf, type ImageKind } from './image-kind.ts';
import { factsOfHead, pixelFormatOf, type InstanceFacts } from './instance.ts';

/** A DICOM file whose header was read, and no more. */
export interface ScannedFile {
  readonly source: ByteSource;
  readonly kind: ImageKind;
  readonly facts: InstanceFacts;
  /** Its header, for as long as it is asked for. */
  readonly head: DicomHead;
}

/** Reads the header of a file on the disk; undefined where it is no DICOM file. Throws as `readHead`. */
export async function scanPath(path: string, signal?: AbortSignal): Promise<ScannedFile | undefined> {
  const { source, head } = await openSource(path, HEAD_BYTES);
  return looksLikeDicom(head) ? scanHead(source, await readHead(source, { signal, first: head })) : undefined;
}

/** The same of any source. */
export async function scanSource(source: ByteSource, signal?: AbortSignal): Promise<ScannedFile | undefined> {
  const first = await source.read(0, HEAD_BYTES);
  return looksLikeDicom(first) ? scanHead(source, await readHead(source, { signal, first })) : undefined;
}

function scanHead(source: ByteSource, head: DicomHead): ScannedFile {
  try {
    const facts = factsOfHead(head);
    return { source, kind: imageKindOf(facts), facts, head };
  } catch (error) {
    // Groups of a multi-frame image may be damaged inside, although the header as a whole is not.
    throw parseError(error, source);
  }
}

/** The frames of a file with an image; undefined where it has none. Throws `TFM_DICOM_CORRUPT`. */
export function imageFrames({ head, facts }: ScannedFile): readonly Frame[] | undefined {
  const format = pixelFormatOf(head.set);
  if (!format || !head.pixels) return undefined;
  const { source, syntax, pixels } = head;
  const instance: ImageInstance = { source, syntax, pixels, facts, format };
  try {
    return framesOf(instance, head.set);
  } catch (error) {
    if (isTotalFmError(error)) throw error;
    throw parseError(error, source);
  }
}
