import { isElementType, type ElementType } from '../element-types.ts';
import { storedTensor, type StoredTensor } from '../stored-tensor.ts';
import { globalsOf, plainObject } from './python-globals.ts';
import { countsOf, isKind, type KnownGlobal, type PickleTools, type PickleValue } from './values.ts';

/** Types of elements by the names of PyTorch's old storage classes. */
const storageTypes: Readonly<Record<string, ElementType>> = {
  Float: 'float32',
  Half: 'float16',
  BFloat16: 'bfloat16',
  Double: 'float64',
  Char: 'int8',
  Short: 'int16',
  Int: 'int32',
  Long: 'int64',
  Byte: 'uint8',
  Bool: 'bool',
  ComplexFloat: 'complex64',
  ComplexDouble: 'complex128',
  QInt8: 'qint8',
  QUInt8: 'quint8',
  QInt32: 'qint32',
};

const functions = globalsOf({
  'torch._utils _rebuild_tensor': rebuildTensor,
  'torch._utils _rebuild_tensor_v2': rebuildTensor,
  'torch._utils _rebuild_tensor_v3': ([storage, offset, shape, strides, , , type, flags], tools) =>
    tensorOf({ storage, offset, shape, strides, type, flags }, tools),
  'torch._utils _rebuild_meta_tensor_no_storage': ([type, shape, strides], tools) =>
    tensorOf({ storage: null, offset: 0, shape, strides, type }, tools),
  'torch._utils _rebuild_parameter': ([data], tools) => isTensor(data, tools),
  'torch._utils _rebuild_parameter_with_state': ([data], tools) => isTensor(data, tools),
  'torch._utils _rebuild_device_tensor_from_cpu_tensor': ([data], tools) => isTensor(data, tools),
  'torch._utils _rebuild_device_tensor_from_numpy': ([array], tools) =>
    isTensor((isKind(array, 'array') && array.tensor) || null, tools),
  'torch._tensor _rebuild_from_type_v2': rebuildFromType,
  'torch Size': ([shape = []], tools) => countsOf(shape, tools),
  'torch device': plainObject('torch.device'),
  'torch Tensor': undefined,
  'torch.nn.parameter Parameter': undefined,
  'torch.storage UntypedStorage': undefined,
  'torch.storage TypedStorage': undefined,
  'torch.storage _UntypedStorage': undefined,
  'torch.storage _TypedStorage': undefined,
  'torch UntypedStorage': undefined,
  'torch TypedStorage': undefined,
});

/** What PyTorch's own functions, storages and types stand for; undefined for any other name. */
export function torchGlobal(name: string): KnownGlobal | undefined {
  const known = functions.get(name);
  if (known) return known;
  const storage = /^torch(?:\.cuda)? (\w+)Storage$/.exec(name)?.[1];
  if (storage !== undefined && Object.hasOwn(storageTypes, storage))
    return { kind: 'global', name: `torch.${storage}Storage`, type: storageTypes[storage] };
  const type = /^torch (\w+)$/.exec(name)?.[1];
  if (type !== undefined && isElementType(type)) return { kind: 'global', name: `torch.${type}`, type };
  return undefined;
}

/** Arguments of a view, as they are in a file. */
interface View {
  readonly storage: PickleValue;
  readonly offset: PickleValue;
  readonly shape: PickleValue;
  readonly strides: PickleValue;
  /** A type of its own; undefined where the storage has one. */
  readonly type?: PickleValue;
  /** What PyTorch does to the numbers when they are looked at: `{ neg: true }`. */
  readonly flags?: PickleValue;
}

function rebuildTensor(args: readonly PickleValue[], tools: PickleTools): StoredTensor {
  const [storage, offset, shape, strides, , , flags] = args;
  return tensorOf({ storage, offset, shape, strides, flags }, tools);
}

function tensorOf({ storage, offset, shape, strides, type: named, flags }: View, tools: PickleTools): StoredTensor {
  if (flags instanceof Map && [...flags.values()].includes(true))
    throw tools.refuse('a tensor whose numbers are negated or conjugated when they are looked at');
  const value = storage === null ? undefined : storage;
  if (value !== undefined && !isKind(value, 'storage')) throw tools.fail('A tensor is made of what is no storage.');
  const type = named !== undefined && isKind(named, 'global') ? named.type : value?.type;
  if (type === undefined) throw tools.fail('A tensor does not say of what type it is.');
  return storedTensor(
    {
      type,
      shape: countsOf(shape, tools),
      strides: countsOf(strides, tools),
      offset: typeof offset === 'number' ? offset + (value?.first ?? 0) : NaN,
      storage: value?.storage,
    },
    (message) => tools.fail(message),
  );
}

function isTensor(value: PickleValue, tools: PickleTools): StoredTensor {
  if (isKind(value, 'tensor')) return value;
  throw tools.fail('A parameter is made of what is no tensor.');
}

/** A tensor with attributes: they are left out. A subclass, which may have a meaning of its own, is no plain tensor. */
function rebuildFromType([rebuild, type, args]: readonly PickleValue[], tools: PickleTools): PickleValue {
  if (!isKind(type, 'global') || (type.name !== 'torch.Tensor' && type.name !== 'torch.nn.parameter.Parameter'))
    throw tools.refuse('a tensor of a class that is not known');
  if (!isKind(rebuild, 'global') || !/^torch\._utils\./.test(rebuild.name) || !rebuild.call || !Array.isArray(args))
    throw tools.refuse('to make a tensor by what makes none');
  return isTensor(rebuild.call(args, tools), tools);
}
