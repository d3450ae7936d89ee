import type { DataType } from '@tensorflow/tfjs';
import { registerTracedKernel } from './register.ts';

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

/** Kernels that are an operator of ONNX, or a few. */
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
  registerTracedKernel('SquaredDifference', ({ a, b }, _attrs, { binary: apply }) => {
    const difference = apply('Sub', a, b);
    return apply('Mul', difference, difference);
  });
  registerTracedKernel('AddN', (inputs, _attrs, tools) => {
    const terms = Object.values(inputs);
    if (terms[0].dtype !== 'float32') return terms.reduce((sum, term) => tools.binary('Add', sum, term));
    return tools.emit('Sum', terms.map(tools.name), { shape: terms[0].shape, dtype: terms[0].dtype });
  });
}
