import { corruptCheckpoint } from '../../checkpoint/safetensors.ts';
import { headerBytes, LENGTH_BYTES, parseSafetensorsHeader } from '../../checkpoint/safetensors-header.ts';
import { rowMajor, type StoredTensor } from '../stored-tensor.ts';
import type { FileBytes } from './file-bytes.ts';

/** True for a length of four bytes and a JSON object behind it. */
export const looksLikeSafetensors = (head: Buffer): boolean =>
  head.length > LENGTH_BYTES && head.readUInt32LE(4) === 0 && head[LENGTH_BYTES] === 0x7b;

/** Tensors of a safetensors file by name, whose bytes are read when they are asked for. Throws `TFM_CHECKPOINT_CORRUPT`. */
export async function openSafetensors(source: FileBytes): Promise<Map<string, StoredTensor>> {
  const corrupt = (message: string) => corruptCheckpoint(source.file, message);
  const behind = LENGTH_BYTES + headerBytes(await source.read(0, LENGTH_BYTES), source.size, corrupt);
  const { entries } = parseSafetensorsHeader(await source.read(LENGTH_BYTES, behind), source.size - behind, corrupt);
  return new Map(
    entries.map(({ name, type, shape, start, end }): [string, StoredTensor] => {
      const bytes = end - start;
      const read = (room: Uint8Array) => source.fill(behind + start, room);
      const place = { file: source.file, start: behind + start };
      const storage = { name: `tensor ${name}`, bytes, place, read };
      return [name, { kind: 'tensor', type, shape, strides: rowMajor(shape), offset: 0, storage }];
    }),
  );
}
