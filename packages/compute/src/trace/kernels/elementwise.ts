import type { DataType } from '@tensorflow/tfjs';
import { broadcastShape, registerTracedKernel } from './register.ts';

/** ONNX orders many operators by float only in old opsets; int32 works for all of these in opset 17. */
const binary: ReadonlyArray<readonly [kernel: string, op: string, result?: DataType]> = [
  ['Add', 'Add'], ['Sub', 'Sub'], ['Multiply', 'Mul'], ['RealDiv', 'Div'], ['Maximum', 'Max'], ['Minimum', 'Min'], ['Pow', 'Pow'],
  ['Greater', 'Greater', 'bool'], ['GreaterEqual', 'GreaterOrEqual', 'bool'], ['Less', 'Less', 'bool'], ['LessEqual', 'LessOrEqual', 'bool'],
  ['Equal', 'Equal', 'bool'], ['LogicalAnd', 'And', 'bool'], ['LogicalOr', 'Or', 'bool'], ['LogicalXor', 'Xor', 'bool'],
];

const unary: ReadonlyArray<readonly [kernel: string, op: string]> = [
  ['Neg', 'Neg'], ['Exp', 'Exp'], ['Log', 'Log'], ['Sqrt', 'Sqrt'], ['Tanh', 'Tanh'], ['Erf', 'Erf'], ['Abs', 'Abs'], ['Relu', 'Relu'],
  ['Sigmoid', 'Sigmoid'], ['Sign', 'Sign'], ['Softplus', 'Softplus'], ['Reciprocal', 'Reciprocal'], ['LogicalNot', 'Not'], ['Sin', 'Sin'], ['Cos', 'Cos'],
  ['Floor', 'Floor'], ['Ceil', 'Ceil'], ['Round', 'Round'],
];

export function registerElementwise(): void {
  for (const [kernel, op, result] of binary) {
    registerTracedKernel(kernel, ({ a, b }, _attrs, { name, emit }) => emit(op, [name(a), name(b)], broadcastShape(a, b), result ?? a.dtype));
  }
  for (const [kernel, op] of unary) registerTracedKernel(kernel, ({ x }, _attrs, { name, emit }) => emit(op, [name(x)], x.shape, x.dtype));
  registerTracedKernel('NotEqual', ({ a, b }, _attrs, { name, emit }) => {
    const shape = broadcastShape(a, b);
    return emit('Not', [name(emit('Equal', [name(a), name(b)], shape, 'bool'))], shape, 'bool');
  });
  registerTracedKernel('Identity', ({ x }, _attrs, { same }) => same(x));
  registerTracedKernel('Rsqrt', ({ x }, _attrs, { name, emit }) => emit('Reciprocal', [name(emit('Sqrt', [name(x)], x.shape, x.dtype))], x.shape, x.dtype));
  registerTracedKernel('Square', ({ x }, _attrs, { name, emit }) => emit('Mul', [name(x), name(x)], x.shape, x.dtype));
  registerTracedKernel('Log1p', ({ x }, _attrs, { name, emit, scalar }) => emit('Log', [name(emit('Add', [name(x), scalar(1, 'float32')], x.shape, x.dtype))], x.shape, x.dtype));
  registerTracedKernel('Expm1', ({ x }, _attrs, { name, emit, scalar }) => emit('Sub', [name(emit('Exp', [name(x)], x.shape, x.dtype)), scalar(1, 'float32')], x.shape, x.dtype));
  registerTracedKernel('LeakyRelu', ({ x }, { alpha }, { name, emit }) => emit('LeakyRelu', [name(x)], x.shape, x.dtype, { alpha: { float: alpha as number } }));
  registerTracedKernel('SquaredDifference', ({ a, b }, _attrs, { name, emit }) => {
    const shape = broadcastShape(a, b);
    const difference = name(emit('Sub', [name(a), name(b)], shape, a.dtype));
    return emit('Mul', [difference, difference], shape, a.dtype);
  });
  registerTracedKernel('AddN', (inputs, _attrs, { name, emit }) => {
    const terms = Object.values(inputs);
    return emit('Sum', terms.map(name), terms[0].shape, terms[0].dtype);
  });
  registerTracedKernel('ClipByValue', ({ x }, { clipValueMin, clipValueMax }, { name, emit, scalar }) =>
    emit('Clip', [name(x), scalar(clipValueMin as number, x.dtype), scalar(clipValueMax as number, x.dtype)], x.shape, x.dtype));
  registerTracedKernel('Step', ({ x }, { alpha }, { name, emit, scalar }) => {
    const positive = emit('Greater', [name(x), scalar(0, x.dtype)], x.shape, 'bool');
    return emit('Where', [name(positive), scalar(1, 'float32'), scalar(alpha as number, 'float32')], x.shape, x.dtype);
  });
  registerTracedKernel('Select', ({ condition, t, e }, _attrs, { name, emit, reshape }) => {
    const rank = condition.shape.length < t.shape.length ? reshape(condition, [...condition.shape, ...t.shape.slice(condition.shape.length).map(() => 1)]) : condition;
    return emit('Where', [name(rank), name(t), name(e)], t.shape, t.dtype);
  });
}
