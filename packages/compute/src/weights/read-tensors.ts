import type { NamedTensor } from '../checkpoint/safetensors.ts';
import { product } from '../product.ts';
import { ownBuffers, sharedArena, type Arena } from './arena.ts';
import { elementBytes } from './element-types.ts';
import { extentOf, isContiguous, rowMajor, type Storage, type StoredTensor } from './stored-tensor.ts';
import { toFloat32 } from './to-float32.ts';
import { printable, tooMuch, unreadableType } from './weights-errors.ts';
import type { Weights } from './weights.ts';

/** Storages that are read at once: more take no less time on two processors. */
const LANES = 2;
/** Numbers that a file of any size may come to, beside two for each of its bytes. */
const FREE_NUMBERS = 2 ** 24;

type Named = readonly [name: string, tensor: StoredTensor];

export interface ReadTensorsOptions {
  /** Set where tensors go to another thread: each has a buffer of its own, unless it shares its storage. Default: false. */
  readonly hasOwnBuffers?: boolean;
}

/**
 * Tensors as float32, contiguous. A storage is read once, whatever is in it: contiguous tensors of float32 are views of
 * its bytes, and share them where they share a storage. Small tensors share a buffer. Throws `TFM_WEIGHTS_TYPE`
 * where float32 cannot hold one, `TFM_WEIGHTS_LIMIT` where small files claim many numbers, `TFM_WEIGHTS_CORRUPT`,
 * `TFM_FILE_MISSING`.
 */
export async function readTensors(
  { file, bytes }: Pick<Weights, 'file' | 'bytes'>,
  tensors: ReadonlyMap<string, StoredTensor>,
  { hasOwnBuffers = false }: ReadTensorsOptions = {},
): Promise<Record<string, NamedTensor>> {
  const groups = groupsOf(file, tensors);
  const total = groups.reduce((sum, group) => sum + roomOf(group), 0);
  if (total / 4 > 2 * bytes + FREE_NUMBERS)
    throw tooMuch(file, `Its tensors have ${total / 4} numbers; the file has ${bytes} bytes.`);
  const arena = hasOwnBuffers ? ownBuffers : sharedArena(total);
  const values = new Map<string, NamedTensor>();
  const lane = async () => {
    const scratch = createScratch();
    for (let group = groups.shift(); group; group = groups.shift()) {
      const room = group.isKept ? arena.take(group.storage.bytes) : scratch(group.storage.bytes);
      await group.storage.read(room);
      const read = readerOf(file, group, { room, arena });
      for (const [name, tensor] of group.tensors) values.set(name, { shape: tensor.shape, data: read([name, tensor]) });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return Object.fromEntries([...tensors.keys()].map((name) => [name, values.get(name) as NamedTensor]));
}

/** A storage and the tensors that are views of it. */
interface Group {
  readonly storage: Storage;
  readonly tensors: Named[];
  /** Set where tensors are views of its bytes as they are. */
  isKept: boolean;
}

function groupsOf(file: string, tensors: ReadonlyMap<string, StoredTensor>): Group[] {
  const groups = new Map<Storage, Group>();
  for (const named of tensors) {
    const [name, tensor] = named;
    const { storage } = tensor;
    if (!storage) throw unreadableType(file, `The tensor ${printable(name)} has no values (device meta).`);
    const group: Group = groups.get(storage) ?? { storage, tensors: [], isKept: false };
    group.tensors.push(named);
    group.isKept ||= isView(tensor);
    groups.set(storage, group);
  }
  return [...groups.values()];
}

/** True where the bytes of a tensor are its numbers as they are. */
export const isView = ({ type, shape, strides, storage }: StoredTensor) =>
  type === 'float32' && !storage?.isBigEndian && isContiguous(shape, strides);

/** Bytes of the numbers that a storage comes to. */
const roomOf = ({ storage, tensors, isKept }: Group) =>
  tensors.reduce((sum, [, tensor]) => sum + (isView(tensor) ? 0 : 4 * copiesOf(tensor)), isKept ? storage.bytes : 0);

/** Numbers that are made of a tensor which is no view: those that it lies among, and its own where it passes some over. */
const copiesOf = ({ shape, strides }: StoredTensor) =>
  extentOf(shape, strides) + (isContiguous(shape, strides) ? 0 : product(shape));

/** Room that is used again and again, for bytes that are not kept. */
function createScratch() {
  let bytes = new Uint8Array(0);
  return (length: number): Uint8Array => {
    if (bytes.length < length) bytes = new Uint8Array(length);
    return bytes.subarray(0, length);
  };
}

/** Reads tensors of one storage. What several have in common is converted once. */
function readerOf(file: string, { storage }: Group, { room, arena }: { room: Uint8Array; arena: Arena }) {
  const floats = (count: number) => {
    const bytes = arena.take(4 * count);
    return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  };
  const converted = new Map<string, Float32Array>();
  return ([name, tensor]: Named): Float32Array => {
    const { type, shape, strides, offset } = tensor;
    const width = elementBytes[type];
    const extent = extentOf(shape, strides);
    if (isView(tensor)) return new Float32Array(room.buffer, room.byteOffset + offset * width, extent);
    const key = `${type} ${offset} ${extent}`;
    const known = converted.get(key) ?? floats(extent);
    if (!converted.has(key)) {
      const bytes = room.subarray(offset * width, (offset + extent) * width);
      const reason = toFloat32({ type, bytes, isBigEndian: storage.isBigEndian }, known);
      if (reason) throw unreadableType(file, `The tensor ${printable(name)} cannot be read as float32: ${reason}.`);
      converted.set(key, known);
    }
    if (isContiguous(shape, strides)) return known;
    const gathered = floats(product(shape));
    gather(known, tensor, gathered);
    return gathered;
  };
}

/** Copies the elements of a view in the order of its indices, the last of which runs fastest. */
function gather(values: Float32Array, { shape, strides }: StoredTensor, out: Float32Array): void {
  const last = shape.length - 1;
  const [length, step] = [shape[last], strides[last]];
  const places = rowMajor(shape);
  for (let row = 0; row < out.length; row += length) {
    let from = 0;
    for (let axis = 0; axis < last; axis++) from += (Math.floor(row / places[axis]) % shape[axis]) * strides[axis];
    for (let i = 0; i < length; i++) out[row + i] = values[from + i * step];
  }
}
