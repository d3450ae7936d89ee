import type { DataType } from '@tensorflow/tfjs';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

/** ONNX orders many operators by float only in old opsets; int32 works for all of these in opset 17. */
const binary: ReadonlyArray<readonly [kernel: string, op: string, result?: DataType]> = [
  ['Add', 'Add'],
  ['Sub', 'Sub'],
  ['Multiply', 'Mul'],
  ['RealDiv', 'Div'],
  ['Maximum', 'Max'],
  ['Minimum', 'Min'],
  ['Pow', 'Pow'],
  ['Greater', 'Greater', 'bool'],
  ['GreaterEqual', 'GreaterOrEqual', 'bool'],
  ['Less', 'Less', 'bool'],
  ['LessEqual', 'LessOrEqual', 'bool'],
  ['Equal', 'Equal', 'bool'],
  ['LogicalAnd', 'And', 'bool'],
  ['LogicalOr', 'Or', 'bool'],
  ['LogicalXor', 'Xor', 'bool'],
];

/** Operators that keep the type. */
const unary: ReadonlyArray<readonly [kernel: string, op: string]> = [
  ['Neg', 'Neg'],
  ['Abs', 'Abs'],
  ['Relu', 'Relu'],
  ['LogicalNot', 'Not'],
];

/** Operators whose result is a float32. */
const unaryFloat: ReadonlyArray<readonly [kernel: string, op: string]> = [
  ['Exp', 'Exp'],
  ['Log', 'Log'],
  ['Sqrt', 'Sqrt'],
  ['Tanh', 'Tanh'],
  ['Erf', 'Erf'],
  ['Sigmoid', 'Sigmoid'],
  ['Softplus', 'Softplus'],
  ['Reciprocal', 'Reciprocal'],
  ['Sin', 'Sin'],
  ['Cos', 'Cos'],
  ['Asin', 'Asin'],
  ['Acos', 'Acos'],
  ['Atan', 'Atan'],
  ['Sinh', 'Sinh'],
  ['Cosh', 'Cosh'],
  ['Asinh', 'Asinh'],
  ['Acosh', 'Acosh'],
  ['Atanh', 'Atanh'],
  ['Elu', 'Elu'],
  ['Selu', 'Selu'],
];

/** Operators that leave integers as they are. */
const rounding: ReadonlyArray<readonly [kernel: string, op: string]> = [
  ['Floor', 'Floor'],
  ['Ceil', 'Ceil'],
  ['Round', 'Round'],
];

export function registerElementwise(): void {
  for (const [kernel, op, result] of binary)
    registerTracedKernel(kernel, ({ a, b }, _attrs, tools) => tools.binary(op, a, b, result));
  for (const [kernel, op] of unary) registerTracedKernel(kernel, ({ x }, _attrs, tools) => tools.unary(op, x));
  for (const [kernel, op] of unaryFloat)
    registerTracedKernel(kernel, ({ x }, _attrs, tools) => tools.unary(op, tools.cast(x, 'float32')));
  for (const [kernel, op] of rounding)
    registerTracedKernel(kernel, ({ x }, _attrs, tools) => (x.dtype === 'float32' ? tools.unary(op, x) : x));
  registerTracedKernel('Tan', ({ x }, _attrs, tools) => {
    // Near a pole float32 loses everything.
    const wide = tools.cast(x, 'float64' as DataType);
    return tools.cast(tools.binary('Div', tools.unary('Sin', wide), tools.unary('Cos', wide)), 'float32');
  });
  registerTracedKernel('Sign', ({ x }, _attrs, tools) => {
    const sign = tools.unary('Sign', x);
    return tools.strict || x.dtype !== 'float32' ? sign : tools.where(isNaN(x, tools), tools.number(0), sign);
  });
  registerTracedKernel('NotEqual', ({ a, b }, _attrs, tools) =>
    tools.unary('Not', tools.binary('Equal', a, b, 'bool')),
  );
  registerTracedKernel('Identity', ({ x }) => x);
  registerTracedKernel('Rsqrt', ({ x }, _attrs, tools) =>
    tools.unary('Reciprocal', tools.unary('Sqrt', tools.cast(x, 'float32'))),
  );
  registerTracedKernel('Square', ({ x }, _attrs, { binary: apply }) => apply('Mul', x, x));
  registerTracedKernel('Log1p', ({ x }, _attrs, tools) =>
    tools.unary('Log', tools.binary('Add', tools.cast(x, 'float32'), tools.number(1))),
  );
  registerTracedKernel('Expm1', ({ x }, _attrs, tools) =>
    tools.binary('Sub', tools.unary('Exp', tools.cast(x, 'float32')), tools.number(1)),
  );
  registerTracedKernel('LeakyRelu', ({ x }, { alpha }, tools) =>
    tools.unary('LeakyRelu', tools.cast(x, 'float32'), { alpha: { float: alpha as number } }),
  );
  registerTracedKernel('Relu6', ({ x }, _attrs, tools) => relu6(x, tools));
  registerTracedKernel('Prelu', ({ x, alpha }, _attrs, tools) => prelu(x, alpha, tools));
  registerTracedKernel('EluGrad', ({ dy, y }, _attrs, tools) =>
    tools.where(
      tools.binary('GreaterOrEqual', y, tools.number(0), 'bool'),
      dy,
      tools.binary('Mul', dy, tools.binary('Add', y, tools.number(1))),
    ),
  );
  registerTracedKernel('IsNan', ({ x }, _attrs, tools) => isNaN(x, tools));
  registerTracedKernel('IsInf', ({ x }, _attrs, tools) => isInfinite(x, tools));
  registerTracedKernel('IsFinite', ({ x }, _attrs, tools) =>
    tools.unary('Not', tools.binary('Or', isNaN(x, tools), isInfinite(x, tools))),
  );
  registerTracedKernel('SquaredDifference', ({ a, b }, _attrs, { binary: apply }) => {
    const difference = apply('Sub', a, b);
    return apply('Mul', difference, difference);
  });
  registerTracedKernel('AddN', (inputs, _attrs, tools) => {
    const terms = Object.values(inputs);
    if (terms[0].dtype !== 'float32') return terms.reduce((sum, term) => tools.binary('Add', sum, term));
    return tools.emit('Sum', terms.map(tools.name), terms[0].shape, terms[0].dtype);
  });
  registerTracedKernel('ClipByValue', ({ x }, { clipValueMin, clipValueMax }, tools) =>
    clip(x, clipValueMin as number, clipValueMax as number, tools),
  );
  registerTracedKernel('Step', ({ x }, { alpha }, tools) => {
    const stepped = tools.where(
      tools.binary('Greater', x, tools.number(0, x.dtype), 'bool'),
      tools.number(1, x.dtype),
      tools.number(alpha as number, x.dtype),
    );
    return tools.strict || x.dtype !== 'float32' ? stepped : tools.where(isNaN(x, tools), x, stepped);
  });
  registerTracedKernel('Select', ({ condition, t, e }, _attrs, tools) => {
    const missing = Math.max(0, t.shape.length - condition.shape.length);
    // A condition of lower rank chooses rows.
    const rows =
      condition.shape.length > 0 && missing > 0
        ? tools.reshape(condition, [...condition.shape, ...new Array<number>(missing).fill(1)])
        : condition;
    return tools.where(rows, t, e);
  });
  registerTracedKernel('FloorDiv', ({ a, b }, _attrs, tools) => {
    // float64 holds every quotient of two int32 exactly enough to be rounded down.
    const [x, y] = [a, b].map((side) => tools.cast(side, 'float64' as DataType));
    return tools.cast(tools.unary('Floor', tools.binary('Div', x, y)), 'int32');
  });
  registerTracedKernel('Mod', ({ a, b }, _attrs, tools) => {
    if (a.dtype === 'int32') return tools.binary('Mod', a, b);
    const remainder = (x: TensorInfo, y: TensorInfo) =>
      tools.emit('Mod', [tools.name(x), tools.name(y)], tools.binary('Add', x, y).shape, x.dtype, { fmod: 1 });
    const rest = remainder(a, b);
    const negative = (x: TensorInfo) => tools.binary('Less', x, tools.number(0, x.dtype), 'bool');
    return tools.where(
      tools.binary('Equal', negative(a), negative(b), 'bool'),
      rest,
      remainder(tools.binary('Add', rest, b), b),
    );
  });
  registerTracedKernel('Atan2', ({ a, b }, _attrs, tools) =>
    atan2(tools.cast(a, 'float32'), tools.cast(b, 'float32'), tools),
  );
  registerTracedKernel('BitwiseAnd', ({ a, b }, _attrs, tools) => bitwiseAnd(a, b, tools));
}

function clip(x: TensorInfo, low: number, high: number, { emit, name, scalar }: KernelTools): TensorInfo {
  return emit('Clip', [name(x), scalar(low, x.dtype), scalar(high, x.dtype)], x.shape, x.dtype);
}

export function prelu(x: TensorInfo, alpha: TensorInfo, tools: KernelTools): TensorInfo {
  const values = tools.cast(x, 'float32');
  return tools.where(
    tools.binary('GreaterOrEqual', values, tools.number(0), 'bool'),
    values,
    tools.binary('Mul', values, tools.cast(alpha, 'float32')),
  );
}

export function relu6(x: TensorInfo, tools: KernelTools): TensorInfo {
  return clip(x, 0, 6, tools);
}

export function isNaN(x: TensorInfo, tools: KernelTools): TensorInfo {
  return tools.emit('IsNaN', [tools.name(tools.cast(x, 'float32'))], x.shape, 'bool');
}

function isInfinite(x: TensorInfo, tools: KernelTools): TensorInfo {
  return tools.emit('IsInf', [tools.name(tools.cast(x, 'float32'))], x.shape, 'bool');
}

/** Angle of (b, a): the arc tangent of a / b, moved by π where b < 0; the axes are exact. */
function atan2(a: TensorInfo, b: TensorInfo, tools: KernelTools): TensorInfo {
  const zero = tools.number(0);
  const is = (op: string, x: TensorInfo) => tools.binary(op, x, zero, 'bool');
  const quotient = tools.emit(
    'Atan',
    [tools.name(tools.binary('Div', a, b))],
    tools.binary('Div', a, b).shape,
    'float32',
  );
  const half = tools.where(is('GreaterOrEqual', a), tools.number(Math.PI), tools.number(-Math.PI));
  const sides = tools.where(is('Less', b), tools.binary('Add', quotient, half), quotient);
  const onAxis = tools.binary(
    'And',
    is('Equal', a),
    tools.binary('Or', is('Equal', b), is('Greater', b), 'bool'),
    'bool',
  );
  return tools.where(onAxis, zero, sides);
}

/** ONNX has bitwise operators from opset 18 on: bit by bit. */
function bitwiseAnd(a: TensorInfo, b: TensorInfo, tools: KernelTools): TensorInfo {
  const two = tools.number(2, 'int32');
  let [x, y, sum] = [a, b, undefined as TensorInfo | undefined];
  for (let bit = 0; bit < 31; bit++) {
    const both = tools.binary('Mul', tools.binary('Mod', x, two), tools.binary('Mod', y, two));
    const term = tools.binary('Mul', both, tools.number(2 ** bit, 'int32'));
    sum = sum ? tools.binary('Add', sum, term) : term;
    [x, y] = [tools.binary('Div', x, two), tools.binary('Div', y, two)];
  }
  return sum as TensorInfo;
}
