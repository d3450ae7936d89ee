import { access, stat } from 'node:fs/promises';
import type { ParameterValues } from '@totalfm/core';
import { openFileBytes } from '../weights/files/file-bytes.ts';
import { openSafetensors } from '../weights/files/safetensors-file.ts';
import { openWeights } from '../weights/open-weights.ts';
import { isView, readTensors } from '../weights/read-tensors.ts';
import type { FilePlace, StoredTensor } from '../weights/stored-tensor.ts';
import { tensorsIn } from '../weights/tensors-in.ts';
import type { Weights } from '../weights/weights.ts';

/** A tensor that stays in its file until its values are asked for. */
export interface FiledTensor {
  readonly shape: readonly number[];
  /** Row-major, each time anew. */
  read(): Promise<Float32Array>;
  /** Where its values lie as little-endian float32, if they do. */
  readonly place?: FilePlace;
}

/** Parameters in memory, or in the file that they stay in. */
export type ParameterSource = Readonly<Record<string, Float32Array | FiledTensor>>;

export interface OpenTensors extends Pick<Weights, 'file' | 'bytes'> {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** The index that stands for a file where its tensors lie in several. */
export const indexOf = (file: string) => `${file}.index.json`;

/** Opens what `writeTensorFiles` wrote, and reads no tensor yet. */
export async function openTensors(file: string): Promise<OpenTensors> {
  const index = indexOf(file);
  const isSharded = await access(index).then(
    () => true,
    () => false,
  );
  if (isSharded) {
    const weights = await openWeights(index);
    return { ...weights, tensors: tensorsIn(weights) };
  }
  const { size } = await stat(file);
  return { file, bytes: size, tensors: await openSafetensors(await openFileBytes(file)) };
}

/** Tensors of a checkpoint by name, none of them read. Throws what `readTensorFiles` throws, and `read` of a tensor what that throws of it. */
export async function openTensorFiles(file: string): Promise<Record<string, FiledTensor>> {
  const { tensors, ...opened } = await openTensors(file);
  return Object.fromEntries(
    [...tensors].map(([name, tensor]): [string, FiledTensor] => [
      name,
      {
        shape: tensor.shape,
        place: placeOf(tensor),
        read: async () => (await readTensors(opened, new Map([[name, tensor]]), { hasOwnBuffers: true }))[name].data,
      },
    ]),
  );
}

function placeOf(tensor: StoredTensor): FilePlace | undefined {
  const place = tensor.storage?.place;
  return place && isView(tensor) ? { file: place.file, start: place.start + 4 * tensor.offset } : undefined;
}

/** All of a source in memory. */
export async function valuesOfSource(source: ParameterSource): Promise<ParameterValues> {
  const values: Record<string, Float32Array> = {};
  for (const [name, value] of Object.entries(source)) values[name] = await valueOf(value);
  return values;
}

export const valueOf = async (value: Float32Array | FiledTensor): Promise<Float32Array> =>
  value instanceof Float32Array ? value : value.read();
