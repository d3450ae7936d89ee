import { TensorProto_DataType, type TensorProto } from 'onnx-buf';

/** Sizes of batches that no other number of a program is likely to be. Two give a line, the third says whether it is one. */
export const SIZES = [11, 17, 29] as const;

/** A number that grows with the batch as a line does: `base + slope · batch`. */
export interface Line {
  readonly base: number;
  readonly slope: number;
}

/** The line through what a number is at each of {@link SIZES}; undefined where there is none of whole numbers. */
export function lineThrough(numbers: readonly number[]): Line | undefined {
  const slope = (numbers[1] - numbers[0]) / (SIZES[1] - SIZES[0]);
  const base = numbers[0] - slope * SIZES[0];
  const fits = Number.isInteger(slope) && numbers.every((n, at) => n === base + slope * SIZES[at]);
  return fits ? { base, slope } : undefined;
}

/** The lines of a vector of int64 (a shape, ends of a slice) that a program has as a constant; undefined for any other constant. */
export function linesOf(tensors: readonly (TensorProto | undefined)[]): readonly Line[] | undefined {
  const vectors = tensors.map((tensor) =>
    tensor?.dataType === TensorProto_DataType.INT64 && tensor.dims.length === 1
      ? Array.from(new BigInt64Array(tensor.rawData.slice().buffer), Number)
      : undefined,
  );
  if (!vectors.every((vector) => vector?.length === vectors[0]?.length)) return undefined;
  const lines = vectors[0]?.map((_, place) => lineThrough(vectors.map((vector) => vector?.[place] ?? NaN)));
  return lines?.every((line) => line !== undefined) ? lines : undefined;
}
