import { elementBytes, type ElementType } from '../element-types.ts';
import { isKind, type PickleTools, type PickleValue } from './values.ts';

/** How a tensor of a PyTorch file refers to its storage: ('storage', class, key, device, count). */
export interface StorageId {
  readonly key: string;
  /** Undefined where the storage is untyped. */
  readonly type: ElementType | undefined;
  /** Bytes that it claims. */
  readonly bytes: number;
  /** In old files, a part of another storage: (key, first element, count). */
  readonly part: PickleValue;
}

/** Reads a persistent id. Throws `TFM_WEIGHTS_CODE` for what is no storage, `TFM_WEIGHTS_CORRUPT` for one that makes no sense. */
export function storageIdOf(id: PickleValue, tools: PickleTools): StorageId {
  const [kind, storage, key, , count, part = null] = Array.isArray(id) ? id : [];
  if (kind !== 'storage' || !isKind(storage, 'global') || typeof key !== 'string')
    throw tools.refuse(`what it calls ${typeof id === 'string' ? `"${id}"` : 'by no name'}, from outside of it`);
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw tools.fail(`The storage ${key} claims a length that is no count.`);
  const { type } = storage;
  return { key, type, bytes: count * (type === undefined ? 1 : elementBytes[type]), part };
}
