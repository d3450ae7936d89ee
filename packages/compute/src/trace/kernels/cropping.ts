import { registerTracedKernel, type KernelTools, type TensorInfo, type Trace } from './register.ts';

export function registerCropping(): void {
  registerTracedKernel('CropAndResize', cropAndResize);
}

/** Boxes are values: the weights of each are computed in the graph, as tents around where a cell looks. */
const cropAndResize: Trace = ({ image, boxes, boxInd }, { cropSize, method, extrapolationValue }, tools) => {
  const { binary, number, reshape, emit, name, where } = tools;
  const [, height, width, channels] = image.shape;
  const count = boxes.shape[0];
  const [rows, columns] = cropSize as [number, number];
  const nearest = method === 'nearest';
  const vertical = alongAxis(boxes, 0, { length: height, size: rows, nearest }, tools);
  const horizontal = alongAxis(boxes, 1, { length: width, size: columns, nearest }, tools);
  const chosen = emit(
    'Gather',
    [name(tools.cast(image, 'float32')), name(boxInd)],
    { shape: [count, height, width, channels], dtype: 'float32' },
    { axis: 0 },
  );
  const lines = emit('MatMul', [name(vertical.weights), name(reshape(chosen, [count, height, width * channels]))], {
    shape: [count, rows, width * channels],
    dtype: 'float32',
  });
  const cells = emit(
    'MatMul',
    [
      name(reshape(horizontal.weights, [count, 1, columns, width])),
      name(reshape(lines, [count, rows, width, channels])),
    ],
    { shape: [count, rows, columns, channels], dtype: 'float32' },
  );
  const outside = binary(
    'Or',
    reshape(vertical.outside, [count, rows, 1, 1]),
    reshape(horizontal.outside, [count, 1, columns, 1]),
  );
  return where(outside, number(extrapolationValue as number), cells);
};

interface Axis {
  /** Of the image. */
  readonly length: number;
  /** Of a crop. */
  readonly size: number;
  readonly nearest: boolean;
}

/** For each cell of each crop: whether it looks outside of the image, and how much of every voxel it sees. */
function alongAxis(boxes: TensorInfo, axis: 0 | 1, { length, size, nearest }: Axis, tools: KernelTools) {
  const { binary, number, constant, reshape, slice } = tools;
  const count = boxes.shape[0];
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
  const looks = nearest ? tools.unary('Floor', binary('Add', at, number(0.5))) : at;
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
}
