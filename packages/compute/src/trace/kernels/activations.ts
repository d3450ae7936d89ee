import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

export function registerActivations(): void {
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
  registerTracedKernel('ClipByValue', ({ x }, { clipValueMin, clipValueMax }, tools) =>
    clip(x, clipValueMin as number, clipValueMax as number, tools),
  );
}

function clip(x: TensorInfo, low: number, high: number, { emit, name, scalar }: KernelTools): TensorInfo {
  return emit('Clip', [name(x), scalar(low, x.dtype), scalar(high, x.dtype)], x);
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
