import type { KernelTools, TensorInfo } from './register.ts';
import { registerTracedKernel } from './register.ts';

export function registerNormalization(): void {
  registerTracedKernel(
    'FusedBatchNorm',
    ({ x, mean, variance, offset, scale }, { varianceEpsilon }, { binary, unary, number }) => {
      const centred = binary('Sub', x, mean);
      const deviation = unary('Sqrt', binary('Add', variance, number(varianceEpsilon as number)));
      const normed = binary('Div', centred, deviation);
      const scaled = scale ? binary('Mul', normed, scale) : normed;
      return offset ? binary('Add', scaled, offset) : scaled;
    },
  );
  registerTracedKernel('LRN', ({ x }, attrs, tools) => {
    const { beta } = attrs as unknown as ResponseNorm;
    return tools.binary(
      'Mul',
      x,
      tools.binary('Pow', bases(x, attrs as unknown as ResponseNorm, tools), tools.number(-beta)),
    );
  });
  registerTracedKernel('LRNGrad', ({ x, y, dy }, attrs, tools) => {
    const { alpha, beta, depthRadius } = attrs as unknown as ResponseNorm;
    const base = bases(x, attrs as unknown as ResponseNorm, tools);
    const own = tools.binary('Mul', dy, tools.binary('Pow', base, tools.number(-beta)));
    const shared = neighbours(tools.binary('Div', tools.binary('Mul', dy, y), base), depthRadius, tools);
    return tools.binary(
      'Sub',
      own,
      tools.binary('Mul', tools.binary('Mul', x, shared), tools.number(2 * alpha * beta)),
    );
  });
}

interface ResponseNorm {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

function bases(x: TensorInfo, { depthRadius, bias, alpha }: ResponseNorm, tools: KernelTools): TensorInfo {
  const sums = neighbours(tools.binary('Mul', x, x), depthRadius, tools);
  return tools.binary('Add', tools.binary('Mul', sums, tools.number(alpha)), tools.number(bias));
}

/** Sums over channels that are no farther apart than the radius: a product with a band of ones. */
function neighbours(x: TensorInfo, radius: number, tools: KernelTools): TensorInfo {
  const channels = x.shape[x.shape.length - 1];
  const band = Array.from({ length: channels * channels }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= radius ? 1 : 0,
  );
  return tools.emit('MatMul', [tools.name(x), tools.name(tools.constant(band, [channels, channels], 'float32'))], {
    shape: x.shape,
    dtype: 'float32',
  });
}
