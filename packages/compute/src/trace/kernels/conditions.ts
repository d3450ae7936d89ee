import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

/** Kernels that ask what a number is. */
export function registerConditions(): void {
  registerTracedKernel('Sign', ({ x }, _attrs, tools) => {
    const sign = tools.unary('Sign', x);
    return tools.strict || x.dtype !== 'float32' ? sign : tools.where(isNaN(x, tools), tools.number(0), sign);
  });
  registerTracedKernel('IsNan', ({ x }, _attrs, tools) => isNaN(x, tools));
  registerTracedKernel('IsInf', ({ x }, _attrs, tools) => isInfinite(x, tools));
  registerTracedKernel('IsFinite', ({ x }, _attrs, tools) =>
    tools.unary('Not', tools.binary('Or', isNaN(x, tools), isInfinite(x, tools))),
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
}

export function isNaN(x: TensorInfo, tools: KernelTools): TensorInfo {
  return tools.emit('IsNaN', [tools.name(tools.cast(x, 'float32'))], { shape: x.shape, dtype: 'bool' });
}

function isInfinite(x: TensorInfo, tools: KernelTools): TensorInfo {
  return tools.emit('IsInf', [tools.name(tools.cast(x, 'float32'))], { shape: x.shape, dtype: 'bool' });
}
