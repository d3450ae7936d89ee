import { looksLikeZip, throwIfAborted } from '@totalfm/core';
import { fileSource, openSource, type ByteSource } from './byte-source.ts';
import { zipMembers, zipSource } from './zip.ts';

/** What a file on the disk holds: itself, or the members of a zip archive. Throws `TFM_FILE_MISSING`, `TFM_DICOM_CORRUPT`. */
export async function* sourcesOfFile(path: string, signal?: AbortSignal): AsyncGenerator<ByteSource> {
  const { source, head } = await openSource(path, 4);
  if (!looksLikeZip(head)) return yield source;
  const archive = await fileSource(path);
  for (const member of await zipMembers(path)) {
    throwIfAborted(signal);
    yield zipSource(archive, member);
  }
}
