import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { damaged, lockedMember } from '../dicom-errors.ts';
import { isTotalFmError, readZipDirectory, zipMemberStart, type ZipMember } from '@totalfm/core';
import { fileSource, type ByteSource } from './byte-source.ts';

/** More than any CT in one file has. */
const MEMBER_LIMIT = 2 ** 31 - 1;
const inflated = promisify(inflateRaw);

/** The files of an archive, from its directory; folders are left out. Throws `TFM_DICOM_CORRUPT`, `TFM_FILE_MISSING`. */
export async function zipMembers(path: string): Promise<readonly ZipMember[]> {
  const members = await readZipDirectory(await fileSource(path), (why) =>
    damaged(path, `its zip archive is damaged: ${why}`),
  );
  return members.filter(({ name }) => !name.endsWith('/'));
}

/**
 * A member of an archive as a source. Reading its head inflates no more than that; reading on inflates all of it, and its
 * bytes are forgotten again once they are read.
 */
export function zipSource(archive: ByteSource, member: ZipMember): ByteSource {
  const name = `${archive.file}/${member.name}`;
  const broken = (why: string) => damaged(archive.file, `its member ${member.name} is damaged: ${why}`);
  const whole = (bytes: Buffer) => {
    if (crc32(bytes) !== member.crc) throw broken('its checksum is another');
    return bytes;
  };
  const packedBytes = async (most: number) => {
    if (member.encrypted) throw lockedMember(archive.file, member.name, 'is encrypted');
    if (member.method !== 0 && member.method !== 8)
      throw lockedMember(archive.file, member.name, `is packed by method ${member.method}`);
    if (member.size > MEMBER_LIMIT) throw broken(`it should have ${member.size} bytes`);
    const start = await zipMemberStart(archive, member, broken);
    return archive.read(start, start + Math.min(member.packed, most));
  };
  const read = async (start: number, end: number) => {
    // What a stored member needs is as long as what is asked for; a deflated one hardly grows by packing.
    const all = end >= member.size;
    const packed = await packedBytes(all ? Infinity : end + 1024);
    if (member.method === 0) return (all ? whole(packed) : packed).subarray(start, end);
    try {
      const finishFlush = all ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
      const bytes = await inflated(packed, { finishFlush, maxOutputLength: member.size + 1 });
      return (all ? whole(bytes) : bytes).subarray(start, end);
    } catch (error) {
      if (isTotalFmError(error)) throw error;
      throw broken(`it cannot be inflated (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  return { name, file: archive.file, size: member.size, sequential: true, read };
}
