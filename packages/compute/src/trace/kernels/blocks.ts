import * as tf from '@tensorflow/tfjs';
import { pad } from './padding.ts';
import { registerTracedKernel } from './register.ts';

/** Kernels that move blocks of space to channels or to the batch, and back. */
export function registerBlocks(): void {
  registerTracedKernel('DepthToSpace', ({ x }, { blockSize, dataFormat }, { reshape, transpose }) => {
    const block = blockSize as number;
    const first = dataFormat === 'NCHW';
    const [batch, height, width, channels] = first ? [x.shape[0], x.shape[2], x.shape[3], x.shape[1]] : x.shape;
    const depth = channels / (block * block);
    if (first)
      return reshape(transpose(reshape(x, [batch, block, block, depth, height, width]), [0, 3, 4, 1, 5, 2]), [
        batch,
        depth,
        height * block,
        width * block,
      ]);
    return reshape(transpose(reshape(x, [batch, height, width, block, block, depth]), [0, 1, 3, 2, 4, 5]), [
      batch,
      height * block,
      width * block,
      depth,
    ]);
  });
  registerTracedKernel('BatchToSpaceND', ({ x }, { blockShape, crops }, tools) => {
    const block = blockShape as number[];
    const size = block.reduce((a, b) => a * b);
    const apart = tools.reshape(x, tf.backend_util.getReshaped(x.shape, block, size));
    const ordered = tools.transpose(apart, tf.backend_util.getPermuted(apart.shape.length, block.length));
    const whole = tools.reshape(ordered, tf.backend_util.getReshapedPermuted(x.shape, block, size));
    const begin = tf.backend_util.getSliceBeginCoords(crops as number[][], block.length);
    const extent = tf.backend_util.getSliceSize(whole.shape, crops as number[][], block.length);
    const rest = whole.shape.slice(extent.length);
    return tools.slice(whole, [...begin, ...rest.map(() => 0)].slice(0, whole.shape.length), [...extent, ...rest]);
  });
  registerTracedKernel('SpaceToBatchND', ({ x }, { blockShape, paddings }, tools) => {
    const block = blockShape as number[];
    const size = block.reduce((a, b) => a * b);
    const pads = x.shape.map((_, axis) =>
      axis >= 1 && axis <= block.length ? (paddings as Array<[number, number]>)[axis - 1] : ([0, 0] as const),
    );
    const padded = pad(x, pads, 0, tools);
    const apart = tools.reshape(padded, tf.backend_util.getReshaped(padded.shape, block, size, false));
    const ordered = tools.transpose(apart, tf.backend_util.getPermuted(apart.shape.length, block.length, false));
    return tools.reshape(ordered, tf.backend_util.getReshapedPermuted(padded.shape, block, size, false));
  });
}
