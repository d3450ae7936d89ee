import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors.ts';

/** Largest file that is written, in bytes of tensors: what other tools split at as well. */
const SHARD_BYTES = 5 * 2 ** 30;

const indexOf = (file: string) => `${file}.index.json`;

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

/** Reads what `writeTensorFiles`, or any other writer of that layout, wrote. Throws `TFM_CHECKPOINT_CORRUPT`, or what reading the file throws. */
export async function readTensorFiles(file: string): Promise<Record<string, NamedTensor>> {
  const index = await readFile(indexOf(file), 'utf8').catch(() => undefined);
  if (index === undefined) return decodeSafetensors(await readFile(file), file).tensors;
  const corrupt = (message: string, cause?: unknown) =>
    computeErrors.TFM_CHECKPOINT_CORRUPT({
      file: indexOf(file),
      message,
      fix: 'Copy the checkpoint again, with all its files.',
      cause,
    });
  let map: Readonly<Record<string, unknown>>;
  try {
    map = (JSON.parse(index) as { weight_map: Record<string, unknown> }).weight_map;
  } catch (cause) {
    throw corrupt('The index is not JSON.', cause);
  }
  const places = Object.entries(map ?? {});
  // A shard lies beside its index: a path out of the folder is none.
  if (
    places.length === 0 ||
    places.some(([, place]) => typeof place !== 'string' || !/^[\w.-]+\.safetensors$/.test(place))
  )
    throw corrupt('The index does not say in which file each tensor lies.');
  const tensors: Record<string, NamedTensor> = {};
  for (const shard of new Set(Object.values(map) as string[])) {
    const path = join(dirname(file), shard);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw corrupt(`The index names ${shard}, which cannot be read.`, cause);
    });
    Object.assign(tensors, decodeSafetensors(bytes, path).tensors);
  }
  const missing = places.find(([name]) => !(name in tensors));
  if (missing) throw corrupt(`The index says that ${missing[0]} lies in ${String(missing[1])}; it does not.`);
  return tensors;
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
