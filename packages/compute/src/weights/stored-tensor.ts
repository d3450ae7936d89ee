import { elementBytes, type ElementType } from './element-types.ts';

/** Bytes of a file from `start` on. */
export interface FilePlace {
  readonly file: string;
  readonly start: number;
}

/** Bytes that tensors are views of: a part of a file, read when it is asked for, or bytes in memory. */
export interface Storage {
  /** What messages call it. */
  readonly name: string;
  readonly bytes: number;
  /** Where its bytes lie as they are, if they do. */
  readonly place?: FilePlace;
  /** Set where its elements are big-endian. */
  readonly isBigEndian?: boolean;
  /** Fills `room`, which is as long as it. Throws `TFM_WEIGHTS_CORRUPT`, `TFM_FILE_MISSING`. */
  read(room: Uint8Array): Promise<void>;
}

/** A tensor that lies in a file. Its view is within its storage. */
export interface StoredTensor {
  readonly kind: 'tensor';
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Elements from one index of an axis to the next; none is negative. */
  readonly strides: readonly number[];
  /** Elements of the storage before the first. */
  readonly offset: number;
  /** Undefined for a tensor of PyTorch's `meta` device, which has no values. */
  readonly storage: Storage | undefined;
}

/** A tensor whose view is checked; `fail` makes the error. */
export function storedTensor(view: Omit<StoredTensor, 'kind'>, fail: (message: string) => Error): StoredTensor {
  const { type, shape, strides, offset, storage } = view;
  if (shape.length !== strides.length)
    throw fail(`A tensor has ${shape.length} lengths and ${strides.length} strides.`);
  if (![...shape, ...strides, offset].every((count) => Number.isSafeInteger(count) && count >= 0))
    throw fail('A tensor has a length, a stride or an offset that is no count.');
  if (!Number.isSafeInteger(shape.reduce((product, length) => product * length, 1)))
    throw fail(`A tensor has the shape [${shape.join(', ')}].`);
  const end = offset + extentOf(shape, strides);
  if (storage && !(end * elementBytes[type] <= storage.bytes))
    throw fail(
      `A tensor of ${type} reaches to element ${end} of ${storage.name}, which has ${storage.bytes} bytes in all.`,
    );
  return { kind: 'tensor', ...view };
}

/** Strides of a tensor whose last axis runs fastest. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

/** Elements from the first of a view to its last, both counted; 0 for a view without elements. */
export function extentOf(shape: readonly number[], strides: readonly number[]): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((extent, length, axis) => extent + (length - 1) * strides[axis], 1);
}

/** True where the elements of a view lie one behind another. Axes of length 1 have any stride. */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  const wanted = rowMajor(shape);
  return shape.includes(0) || shape.every((length, axis) => length === 1 || strides[axis] === wanted[axis]);
}
