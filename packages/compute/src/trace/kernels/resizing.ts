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
  registerTracedKernel('CropAndResize', ({ image, boxes, boxInd }, attrs, tools) =>
    cropAndResize(image, boxes, boxInd, attrs, tools),
  );
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
    tools.emit(
      'MatMul',
      [tools.name(tools.constant(values, [rows, columns], 'float32')), tools.name(x)],
      [x.shape[0], rows, wide],
      'float32',
    );
  const lines = product(vertical, tools.reshape(images, [batch, vertical.columns, width * channels]), width * channels);
  const cells = product(horizontal, tools.reshape(lines, [batch * vertical.rows, width, channels]), channels);
  return tools.reshape(cells, [batch, vertical.rows, horizontal.rows, channels]);
}

/** Boxes are values: the weights of each are computed in the graph, as tents around where a cell looks. */
function cropAndResize(
  image: TensorInfo,
  boxes: TensorInfo,
  boxInd: TensorInfo,
  { cropSize, method, extrapolationValue }: Attributes,
  tools: KernelTools,
): TensorInfo {
  const { binary, number, constant, reshape, slice, emit, name, where } = tools;
  const [, height, width, channels] = image.shape;
  const count = boxes.shape[0];
  const [rows, columns] = cropSize as [number, number];
  const along = (axis: 0 | 1, length: number, size: number) => {
    const edge = (column: number) => slice(boxes, [0, column], [count, 1]);
    const [from, to] = [edge(axis), edge(axis + 2)];
    const steps = constant(
      Array.from({ length: size }, (_, i) => (size > 1 ? i / (size - 1) : 0.5)),
      [1, size],
      'float32',
    );
    const at = binary('Mul', binary('Add', from, binary('Mul', binary('Sub', to, from), steps)), number(length - 1));
    const outside = binary(
      'Or',
      binary('Less', at, number(0), 'bool'),
      binary('Greater', at, number(length - 1), 'bool'),
    );
    const looks = method === 'nearest' ? tools.unary('Floor', binary('Add', at, number(0.5))) : at;
    const distance = tools.unary(
      'Abs',
      binary(
        'Sub',
        reshape(looks, [count, size, 1]),
        constant(
          Array.from({ length }, (_, i) => i),
          [1, 1, length],
          'float32',
        ),
      ),
    );
    return { outside, weights: tools.unary('Relu', binary('Sub', number(1), distance)) };
  };
  const [vertical, horizontal] = [along(0, height, rows), along(1, width, columns)];
  const chosen = emit(
    'Gather',
    [name(tools.cast(image, 'float32')), name(boxInd)],
    [count, height, width, channels],
    'float32',
    { axis: 0 },
  );
  const lines = emit(
    'MatMul',
    [name(vertical.weights), name(reshape(chosen, [count, height, width * channels]))],
    [count, rows, width * channels],
    'float32',
  );
  const cells = emit(
    'MatMul',
    [
      name(reshape(horizontal.weights, [count, 1, columns, width])),
      name(reshape(lines, [count, rows, width, channels])),
    ],
    [count, rows, columns, channels],
    'float32',
  );
  const outside = binary(
    'Or',
    reshape(vertical.outside, [count, rows, 1, 1]),
    reshape(horizontal.outside, [count, 1, columns, 1]),
  );
  return where(outside, number(extrapolationValue as number), cells);
}
