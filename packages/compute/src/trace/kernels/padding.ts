import { registerTracedKernel, type KernelTools, type TensorInfo } from './register.ts';

export function pad(
  x: TensorInfo,
  pads: ReadonlyArray<readonly [number, number]>,
  value: number,
  { emit, name, ints, scalar }: KernelTools,
): TensorInfo {
  if (pads.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((n, axis) => n + pads[axis][0] + pads[axis][1]);
  return emit(
    'Pad',
    [name(x), ints([...pads.map(([before]) => before), ...pads.map(([, after]) => after)]), scalar(value, x.dtype)],
    { shape, dtype: x.dtype },
  );
}

export function registerPadding(): void {
  registerTracedKernel('PadV2', ({ x }, { paddings, constantValue }, tools) =>
    pad(x, paddings as Array<[number, number]>, constantValue as number, tools),
  );
  registerTracedKernel('MirrorPad', ({ x }, { paddings, mode }, { emit, name, constant }) => {
    // `reflect` leaves the border element out, `symmetric` repeats it.
    const skip = mode === 'reflect' ? 1 : 0;
    return (paddings as Array<[number, number]>).reduce((padded, [before, after], axis) => {
      if (before === 0 && after === 0) return padded;
      const n = x.shape[axis];
      const indices = Array.from({ length: before + n + after }, (_, i) =>
        i < before ? before - i - 1 + skip : i < before + n ? i - before : 2 * n - 1 - skip - (i - before),
      );
      const shape = padded.shape.map((length, other) => (other === axis ? indices.length : length));
      return emit(
        'Gather',
        [name(padded), name(constant(indices, [indices.length], 'int32'))],
        { shape, dtype: x.dtype },
        {
          axis,
        },
      );
    }, x);
  });
}
