import { elementBytes, type ElementType } from '../element-types.ts';
import { rowMajor, storedTensor, type StoredTensor } from '../stored-tensor.ts';
import { latin1 } from './cursor.ts';
import { globalsOf } from './python-globals.ts';
import {
  countsOf,
  isKind,
  narrowed,
  type NumpyArray,
  type NumpyType,
  type PickleTools,
  type PickleValue,
} from './values.ts';

/** Types of elements by NumPy's codes. Arrays of others (texts, dates, objects) are kept without their values. */
const types: ReadonlyMap<string, ElementType> = new Map([
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  ['i1', 'int8'],
  ['i2', 'int16'],
  ['i4', 'int32'],
  ['i8', 'int64'],
  ['u1', 'uint8'],
  ['u2', 'uint16'],
  ['u4', 'uint32'],
  ['u8', 'uint64'],
  ['b1', 'bool'],
  ['c8', 'complex64'],
  ['c16', 'complex128'],
]);

/** Longer than any code of what is read. */
const CODE_LIMIT = 64;

const calls = (core: string) => ({
  [`${core}.multiarray _reconstruct`]: emptyArray,
  [`${core}.multiarray scalar`]: scalarOf,
  [`${core}.numeric _frombuffer`]: arrayOfBuffer,
});

/** Arrays and numbers of NumPy, which checkpoints hold beside tensors. Version 2 renamed the modules. */
export const numpyGlobals = globalsOf({
  ...calls('numpy.core'),
  ...calls('numpy._core'),
  'numpy ndarray': undefined,
  'numpy dtype': typeOf,
});

function typeOf([code]: readonly PickleValue[], tools: PickleTools): NumpyType {
  if (typeof code !== 'string' || code.length > CODE_LIMIT) throw tools.fail('A type of NumPy has no code.');
  return {
    kind: 'dtype',
    code: code.replace(/^[<>|=]/, ''),
    isBigEndian: code.startsWith('>'),
    // (version, byte order, …)
    setState(state) {
      this.isBigEndian = Array.isArray(state) && state[1] === '>';
    },
  };
}

/** An array that its state will fill. */
function emptyArray(): NumpyArray {
  return {
    kind: 'array',
    setState(state, tools) {
      const [, shape, type, isColumnMajor, values] = Array.isArray(state) ? state : [];
      if (this.tensor || !isKind(type, 'dtype')) throw tools.fail('An array of NumPy has no sound state.');
      this.tensor = tensorOf({ shape, type, isColumnMajor: isColumnMajor === true, values }, tools);
    },
  };
}

function arrayOfBuffer([values, type, shape, order]: readonly PickleValue[], tools: PickleTools): NumpyArray {
  if (!isKind(type, 'dtype')) throw tools.fail('An array of NumPy has no type.');
  const array = emptyArray();
  array.tensor = tensorOf({ shape, type, isColumnMajor: order === 'F', values }, tools);
  return array;
}

interface ArrayState {
  readonly shape: PickleValue;
  readonly type: NumpyType;
  readonly isColumnMajor: boolean;
  readonly values: PickleValue;
}

function tensorOf(state: ArrayState, tools: PickleTools): StoredTensor | undefined {
  const type = types.get(state.type.code);
  if (type === undefined) return undefined;
  const bytes = bytesOf(state.values, tools);
  const shape = countsOf(state.shape, tools);
  const strides = state.isColumnMajor ? rowMajor([...shape].reverse()).reverse() : rowMajor(shape);
  const { isBigEndian } = state.type;
  const read = async (room: Uint8Array) => room.set(bytes);
  const storage = { name: 'an array of NumPy', bytes: bytes.length, isBigEndian, read };
  return storedTensor({ type, shape, strides, offset: 0, storage }, (message) => tools.fail(message));
}

/** Python 2 wrote bytes as texts. */
function bytesOf(values: PickleValue, tools: PickleTools): Uint8Array {
  if (values instanceof Uint8Array) return values;
  if (typeof values !== 'string') throw tools.fail('An array of NumPy has no bytes.');
  tools.spend(values.length);
  return new Uint8Array(Buffer.from(values, 'latin1'));
}

/** One number, or the bytes of what is none. */
function scalarOf([type, value]: readonly PickleValue[], tools: PickleTools): PickleValue {
  if (!isKind(type, 'dtype')) throw tools.fail('A number of NumPy has no type.');
  const { code, isBigEndian } = type;
  const element = types.get(code);
  const bytes = bytesOf(value, tools);
  if (element === undefined || element.startsWith('complex') || element === 'float16') {
    tools.spend(bytes.length);
    return latin1(bytes);
  }
  if (bytes.length !== elementBytes[element]) throw tools.fail(`A number of NumPy has ${bytes.length} bytes.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return numberOf(view, element, !isBigEndian);
}

function numberOf(view: DataView, type: ElementType, isLittle: boolean): number | bigint | boolean {
  switch (type) {
    case 'float32':
      return view.getFloat32(0, isLittle);
    case 'float64':
      return view.getFloat64(0, isLittle);
    case 'int8':
      return view.getInt8(0);
    case 'int16':
      return view.getInt16(0, isLittle);
    case 'int32':
      return view.getInt32(0, isLittle);
    case 'uint16':
      return view.getUint16(0, isLittle);
    case 'uint32':
      return view.getUint32(0, isLittle);
    case 'int64':
      return narrowed(view.getBigInt64(0, isLittle));
    case 'uint64':
      return narrowed(view.getBigUint64(0, isLittle));
    case 'bool':
      return view.getUint8(0) !== 0;
    default:
      return view.getUint8(0);
  }
}
