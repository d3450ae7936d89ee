import { fromBfloat16, fromFloat16 } from '../checkpoint/half-floats.ts';
import { elementBytes, type ElementType } from './element-types.ts';

/** Bytes of one type, as a file has them. */
export interface Elements {
  readonly type: ElementType;
  /** As many elements as are wanted, at an address that is a multiple of their width. */
  readonly bytes: Uint8Array;
  /** Set where they are big-endian. */
  readonly isBigEndian?: boolean;
}

/**
 * Writes elements as float32. Halves and truth values come out exactly; float64 is rounded to the nearest. Returns why not, where
 * float32 cannot hold them: whole numbers must stay what they are, a finite float64 must stay finite, and complex, quantized and
 * 8-bit floats have no float32.
 */
export function toFloat32({ type, bytes, isBigEndian = false }: Elements, floats: Float32Array): string | undefined {
  const width = elementBytes[type];
  const { buffer, byteOffset } = isBigEndian && width > 1 ? swapped(bytes, width) : bytes;
  const count = floats.length;
  switch (type) {
    case 'float32':
      floats.set(new Float32Array(buffer, byteOffset, count));
      return undefined;
    case 'float16':
      fromFloat16(new Uint16Array(buffer, byteOffset, count), floats);
      return undefined;
    case 'bfloat16':
      fromBfloat16(new Uint16Array(buffer, byteOffset, count), floats);
      return undefined;
    case 'float64':
      return rounded(new Float64Array(buffer, byteOffset, count), floats);
    case 'bool':
      for (let i = 0; i < count; i++) floats[i] = bytes[i] === 0 ? 0 : 1;
      return undefined;
    case 'uint8':
      floats.set(bytes);
      return undefined;
    case 'int8':
      floats.set(new Int8Array(buffer, byteOffset, count));
      return undefined;
    case 'int16':
      floats.set(new Int16Array(buffer, byteOffset, count));
      return undefined;
    case 'uint16':
      floats.set(new Uint16Array(buffer, byteOffset, count));
      return undefined;
    case 'int32':
      return exact(new Int32Array(buffer, byteOffset, count), floats);
    case 'uint32':
      return exact(new Uint32Array(buffer, byteOffset, count), floats);
    case 'int64':
      return exactLong(new BigInt64Array(buffer, byteOffset, count), floats);
    case 'uint64':
      return exactLong(new BigUint64Array(buffer, byteOffset, count), floats);
    default:
      return `${type} has no float32`;
  }
}

/** A copy whose elements have their bytes in reverse order. */
function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  return copy;
}

function rounded(values: Float64Array, floats: Float32Array): string | undefined {
  floats.set(values);
  const beyond = floats.findIndex((value, index) => Math.abs(value) === Infinity && Number.isFinite(values[index]));
  return beyond < 0 ? undefined : `${values[beyond]} is beyond float32`;
}

function exact(values: Int32Array | Uint32Array, floats: Float32Array): string | undefined {
  floats.set(values);
  const changed = floats.findIndex((value, index) => value !== values[index]);
  return changed < 0 ? undefined : `${values[changed]} is no number of float32`;
}

function exactLong(values: BigInt64Array | BigUint64Array, floats: Float32Array): string | undefined {
  for (let i = 0; i < values.length; i++) {
    floats[i] = Number(values[i]);
    if (BigInt(floats[i]) !== values[i]) return `${values[i]} is no number of float32`;
  }
  return undefined;
}
