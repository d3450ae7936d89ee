import type { DataType } from '@tensorflow/tfjs';
import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

/** Kernels whose tfjs meaning no operator of ONNX has. */
export function registerArithmetic(): void {
  registerTracedKernel('FloorDiv', ({ a, b }, _attrs, tools) => {
    // float64 holds every quotient of two int32 exactly enough to be rounded down.
    const [x, y] = [a, b].map((side) => tools.cast(side, 'float64' as DataType));
    return tools.cast(tools.unary('Floor', tools.binary('Div', x, y)), 'int32');
  });
  registerTracedKernel('Mod', ({ a, b }, _attrs, tools) => {
    if (a.dtype === 'int32') return tools.binary('Mod', a, b);
    const remainder = (x: TensorInfo, y: TensorInfo) =>
      tools.emit(
        'Mod',
        [tools.name(x), tools.name(y)],
        { shape: tools.binary('Add', x, y).shape, dtype: x.dtype },
        { fmod: 1 },
      );
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

/** Angle of (b, a): the arc tangent of a / b, moved by π where b < 0; the axes are exact. */
function atan2(a: TensorInfo, b: TensorInfo, tools: KernelTools): TensorInfo {
  const zero = tools.number(0);
  const is = (op: string, x: TensorInfo) => tools.binary(op, x, zero, 'bool');
  const quotient = tools.emit('Atan', [tools.name(tools.binary('Div', a, b))], {
    shape: tools.binary('Div', a, b).shape,
    dtype: 'float32',
  });
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
