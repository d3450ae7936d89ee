import type { Attributes, KernelTools, TensorInfo } from './register.ts';
import { registerTracedKernel } from './register.ts';

/** A resize is a product along each axis: [new, old] weights, known from the sizes. Its gradient is the transposed product. */
export function registerResizing(): void {
  for (const [name, axisWeights] of [
    ['ResizeBilinear', linearWeights],
    ['ResizeNearestNeighbor', nearestWeights],
  ] as const) {
    registerTracedKernel(name, ({ images }, attrs, tools) => {
      const [height, width] = attrs.size as [number, number];
      const along = (old: number, size: number) => axisWeights(old, size, attrs);
      return resize(
        tools.cast(images, 'float32'),
        along(images.shape[1], height),
        along(images.shape[2], width),
        tools,
      );
    });
    registerTracedKernel(`${name}Grad`, ({ images, dy }, attrs, tools) => {
      const along = (axis: number) => transposed(axisWeights(images.shape[axis], dy.shape[axis], attrs));
      return resize(dy, along(1), along(2), tools);
    });
  }
}

interface Weights {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

const scaleOf = (old: number, size: number, { alignCorners }: Attributes) =>
  alignCorners && size > 1 ? (old - 1) / (size - 1) : old / size;

function linearWeights(old: number, size: number, attrs: Attributes): Weights {
  const values = new Float32Array(size * old);
  for (let row = 0; row < size; row++) {
    const at = attrs.halfPixelCenters ? scaleOf(old, size, attrs) * (row + 0.5) - 0.5 : scaleOf(old, size, attrs) * row;
    const low = Math.max(0, Math.floor(at));
    values[row * old + low] += 1 - (at - low);
    values[row * old + Math.min(old - 1, Math.ceil(at))] += at - low;
  }
  return { rows: size, columns: old, values };
}

function nearestWeights(old: number, size: number, attrs: Attributes): Weights {
  const values = new Float32Array(size * old);
  for (let row = 0; row < size; row++) {
    const at = scaleOf(old, size, attrs) * (attrs.halfPixelCenters ? row + 0.5 : row);
    values[row * old + Math.max(0, Math.min(old - 1, attrs.alignCorners ? Math.round(at) : Math.floor(at)))] = 1;
  }
  return { rows: size, columns: old, values };
}

function transposed({ rows, columns, values }: Weights): Weights {
  return {
    rows: columns,
    columns: rows,
    values: Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]),
  };
}

function resize(images: TensorInfo, vertical: Weights, horizontal: Weights, tools: KernelTools): TensorInfo {
  const [batch, , width, channels] = images.shape;
  const product = ({ rows, columns, values }: Weights, x: TensorInfo, wide: number) =>
    tools.emit('MatMul', [tools.name(tools.constant(values, [rows, columns], 'float32')), tools.name(x)], {
      shape: [x.shape[0], rows, wide],
      dtype: 'float32',
    });
  const lines = product(vertical, tools.reshape(images, [batch, vertical.columns, width * channels]), width * channels);
  const cells = product(horizontal, tools.reshape(lines, [batch * vertical.rows, width, channels]), channels);
  return tools.reshape(cells, [batch, vertical.rows, horizontal.rows, channels]);
}
