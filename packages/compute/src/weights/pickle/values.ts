import type { ElementType } from '../element-types.ts';
import type { Storage, StoredTensor } from '../stored-tensor.ts';

/**
 * What a pickle comes to here. Lists, tuples and sets are arrays; whole numbers that a double cannot hold are bigints; texts of
 * Python 2, which may be bytes, are read as Latin-1.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleObject;

export type PickleDict = Map<PickleValue, PickleValue>;

export type PickleObject = StoredTensor | StorageValue | KnownGlobal | PlainObject | NumpyArray | NumpyType;

/** A storage, as tensors refer to it. Untyped ones are given their type by the tensor. */
export interface StorageValue {
  readonly kind: 'storage';
  readonly storage: Storage;
  readonly type: ElementType | undefined;
  /** Elements of the storage before it: old files have storages that are parts of others. */
  readonly first: number;
}

/** A function or a class that is known by its name: what stands for it here is code of ours. */
export interface KnownGlobal {
  readonly kind: 'global';
  readonly name: string;
  /** The type of elements that it names: `torch.float16`, `torch.HalfStorage`. */
  readonly type?: ElementType;
  /** What a call of it comes to. Absent where it is only referred to. */
  readonly call?: (args: readonly PickleValue[], tools: PickleTools) => PickleValue;
}

/** An object of a class that is plain data: its class by name, what it was made with, and its attributes. */
export interface PlainObject extends Stateful {
  readonly kind: 'object';
  readonly name: string;
  readonly args: readonly PickleValue[];
  state?: PickleValue;
}

/** An array of NumPy. Without a tensor where its elements are texts, objects or dates. */
export interface NumpyArray extends Stateful {
  readonly kind: 'array';
  tensor?: StoredTensor;
}

/** A `numpy.dtype`. */
export interface NumpyType extends Stateful {
  readonly kind: 'dtype';
  /** As NumPy writes it without byte order: `f4`. */
  readonly code: string;
  isBigEndian: boolean;
}

/** What takes a state after it was made (`BUILD`). */
interface Stateful {
  setState(state: PickleValue, tools: PickleTools): void;
}

/** What a known function may use while it stands in for the one of its name. */
export interface PickleTools {
  /** The error of a pickle that contradicts itself. */
  fail(message: string): Error;
  /** The error of a pickle that wants something that is no data. */
  refuse(wanted: string): Error;
  /** Counts what is copied, in bytes or entries: a small pickle that copies one thing again and again is refused. */
  spend(count: number): void;
}

export const isDict = (value: PickleValue): value is PickleDict => value instanceof Map;

/** True for an object of ours of this kind. */
export const isKind = <Kind extends PickleObject['kind']>(
  value: PickleValue,
  kind: Kind,
): value is Extract<PickleObject, { kind: Kind }> =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

/** Axes that a tensor may have: as many as NumPy allows. */
const MAX_RANK = 64;

/** Counts of a shape or of strides. */
export function countsOf(value: PickleValue, tools: PickleTools): number[] {
  if (Array.isArray(value) && value.length <= MAX_RANK && value.every((count) => Number.isSafeInteger(count)))
    return value as number[];
  throw tools.fail('A shape is no list of counts.');
}

/** A whole number as a double, where one holds it exactly. */
export function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
