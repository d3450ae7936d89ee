import { elementBytes } from '../element-types.ts';
import { knownGlobal } from '../pickle/known-globals.ts';
import { runPickle, type PickleSource } from '../pickle/run-pickle.ts';
import { storageIdOf } from '../pickle/storage-id.ts';
import type { PickleTools, PickleValue, StorageValue } from '../pickle/values.ts';
import type { Storage } from '../stored-tensor.ts';
import { damagedWeights, otherFormat, printable, tooMuch } from '../weights-errors.ts';
import type { FileBytes } from './file-bytes.ts';
import { PICKLE_LIMIT } from './torch-archive.ts';

/** The first pickle of an old PyTorch file is this number. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const magicBytes = Buffer.from(MAGIC.toString(16), 'hex').reverse();
const PROTOCOL = 1001;
/** What is read of a file at first, to find its pickles: tensors lie behind them. */
const FIRST_READ = 1 << 20;

export const looksLikeTorchLegacy = (head: Buffer): boolean =>
  head[0] === 0x80 && head.subarray(0, 32).includes(magicBytes);

/** A storage, whose place in the file is known once all pickles are read. */
interface LegacyStorage {
  readonly storage: Storage;
  readonly width: number;
  at?: number;
}

/**
 * What `torch.save` wrote before PyTorch 1.6: pickles of a magic number, a version, the machine, the object and the keys of its
 * storages, then each storage: a count and its elements. Bytes of tensors are read when they are asked for. Throws `TFM_WEIGHTS_…`.
 */
export async function openTorchLegacy(source: FileBytes): Promise<PickleValue> {
  const { file } = source;
  const storages = new Map<string, LegacyStorage>();
  const pickles = picklesOf(source);
  const next = (part: string, load: PickleSource['load'] = noStorage) => pickles.next(part, load);
  if ((await next('the magic number')) !== MAGIC || (await next('the version')) !== PROTOCOL)
    throw otherFormat(file, 'It is an old PyTorch file of another version than 1001.');
  // Its byte order is that of the machine; PyTorch writes elements little-endian on any.
  await next('the machine');
  const value = await next('the object', storagesOf(source, storages));
  const keys = await next('the keys');
  await place(source, storages, { keys, from: pickles.end() });
  return value;
}

/** A pickle that is no PyTorch file: containers, numbers and arrays of NumPy. Throws `TFM_WEIGHTS_…`. */
export function openPickle(source: FileBytes): Promise<PickleValue> {
  return picklesOf(source).next('the pickle', noStorage);
}

function noStorage(id: PickleValue, tools: PickleTools): never {
  const { key } = storageIdOf(id, tools);
  throw tools.refuse(`the storage ${key}, from outside of it`);
}

/** The pickles of a file, one behind another; what is read of it grows until each is whole. */
function picklesOf(source: FileBytes) {
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  return {
    end: () => at,
    async next(part: string, load: PickleSource['load']): Promise<PickleValue> {
      for (;;) {
        const ran = runPickle({ bytes, from: at, file: source.file, part, known: knownGlobal, load });
        if (ran) {
          at = ran.end;
          return ran.value;
        }
        if (bytes.length === source.size) throw damagedWeights(source.file, `The file ends before ${part} does.`);
        if (bytes.length >= PICKLE_LIMIT) throw tooMuch(source.file, `More than ${PICKLE_LIMIT} bytes are no tensors.`);
        bytes = await source.read(0, Math.max(FIRST_READ, bytes.length * 4));
      }
    },
  };
}

/** Storages by their keys. One that is a part of another is told by its first element, so that no byte is read twice. */
function storagesOf(source: FileBytes, storages: Map<string, LegacyStorage>) {
  return (id: PickleValue, tools: PickleTools): StorageValue => {
    const { key, type, bytes, part } = storageIdOf(id, tools);
    const width = type === undefined ? 1 : elementBytes[type];
    const root = storages.get(key) ?? rootOf(source, key, { bytes, width });
    storages.set(key, root);
    if (root.storage.bytes !== bytes)
      throw tools.fail(`It claims ${bytes} and ${root.storage.bytes} bytes of the storage ${key}`);
    return { kind: 'storage', storage: root.storage, type, first: firstOf(part, bytes / width, tools) };
  };
}

function rootOf(source: FileBytes, key: string, { bytes, width }: { bytes: number; width: number }): LegacyStorage {
  const root: LegacyStorage = {
    width,
    storage: {
      name: `storage ${printable(key)}`,
      bytes,
      read: (room) => source.fill(root.at as number, room),
    },
  };
  return root;
}

/** First element of a storage that is a part of another: (key, first, count), or null for all of it. */
function firstOf(part: PickleValue, count: number, tools: PickleTools): number {
  if (part === null) return 0;
  const [, first, length] = Array.isArray(part) ? part : [];
  const isCount = (value: PickleValue): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (isCount(first) && isCount(length) && first + length <= count) return first;
  throw tools.fail('A part of a storage lies outside of it');
}

/** Finds where each storage lies, in the order of the keys. */
async function place(
  source: FileBytes,
  storages: ReadonlyMap<string, LegacyStorage>,
  { keys, from }: { readonly keys: PickleValue; readonly from: number },
): Promise<void> {
  const damage = (message: string) => damagedWeights(source.file, message);
  if (!Array.isArray(keys)) throw damage('The file does not say in which order its storages lie.');
  let next = from;
  for (const key of keys) {
    const known = typeof key === 'string' ? storages.get(key) : undefined;
    if (!known || known.at !== undefined) throw damage('The file has a storage twice, or one that no tensor is of.');
    const count = await source.read(next, next + 8);
    if (count.length < 8) throw damage('The file ends before its last storage.');
    const { name, bytes } = known.storage;
    if (Number(count.readBigInt64LE()) * known.width !== bytes)
      throw damage(`The ${name} has ${count.readBigInt64LE()} elements; its tensors claim ${bytes / known.width}.`);
    known.at = next + 8;
    next += 8 + bytes;
    if (next > source.size) throw damage('The file ends within a storage.');
  }
  const missing = [...storages.values()].find(({ at }) => at === undefined);
  if (missing) throw damage(`The file has no ${missing.storage.name}.`);
}
