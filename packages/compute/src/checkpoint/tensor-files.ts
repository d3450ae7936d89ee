import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import { readTensors } from '../weights/read-tensors.ts';
import { indexOf, openTensors } from './filed-tensors.ts';
import { encodeSafetensors, type NamedTensor } from './safetensors.ts';

/** Largest file that is written, in bytes of tensors: what other tools split at as well. */
const SHARD_BYTES = 5 * 2 ** 30;

/**
 * Writes tensors as one safetensors file or, where they are larger than `shardBytes`, as several with an index beside them
 * (`model-00001-of-00003.safetensors`, `model.safetensors.index.json`), as transformers lays them out. The index is written
 * last: what it names is there.
 */
export async function writeTensorFiles(
  file: string,
  tensors: Readonly<Record<string, NamedTensor>>,
  { shardBytes = SHARD_BYTES }: { readonly shardBytes?: number } = {},
): Promise<void> {
  const shards = shardsOf(tensors, shardBytes);
  if (shards.length === 1) {
    await writeFileWhole(file, encodeSafetensors(tensors));
    await rm(indexOf(file), { force: true });
    return;
  }
  const number = (n: number) => String(n).padStart(5, '0');
  const weightMap: Record<string, string> = {};
  for (const [index, names] of shards.entries()) {
    const path = file.replace(/\.safetensors$/, `-${number(index + 1)}-of-${number(shards.length)}.safetensors`);
    await writeFileWhole(path, encodeSafetensors(Object.fromEntries(names.map((name) => [name, tensors[name]]))));
    for (const name of names) weightMap[name] = path.slice(dirname(path).length + 1);
  }
  const totalSize = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
  await writeFileWhole(
    indexOf(file),
    `${JSON.stringify({ metadata: { total_size: totalSize }, weight_map: weightMap }, null, 2)}\n`,
  );
  await rm(file, { force: true });
}

/**
 * Reads what `writeTensorFiles`, or any other writer of that layout, wrote, one tensor after another. Throws
 * `TFM_CHECKPOINT_CORRUPT`, `TFM_WEIGHTS_TYPE`, or what opening the file throws.
 */
export async function readTensorFiles(file: string): Promise<Record<string, NamedTensor>> {
  const { tensors, ...opened } = await openTensors(file);
  return readTensors(opened, tensors, { hasOwnBuffers: true });
}

/** Names in order, cut where the next tensor would make a shard too large; a tensor larger than that has its own. */
function shardsOf(tensors: Readonly<Record<string, NamedTensor>>, shardBytes: number): string[][] {
  const shards: string[][] = [[]];
  let size = 0;
  for (const name of Object.keys(tensors).sort()) {
    const bytes = tensors[name].data.byteLength;
    if (size > 0 && size + bytes > shardBytes) {
      shards.push([]);
      size = 0;
    }
    shards[shards.length - 1].push(name);
    size += bytes;
  }
  return shards;
}
