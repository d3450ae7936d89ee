import type { ParameterSpecs, Tensors } from '@totalfm/core';
import { scope } from '@totalfm/compute';
import type { Tensor } from '@tensorflow/tfjs';
import { bottleneck, bottleneckSpecs, EXPANSION, type BottleneckShape } from './bottleneck.ts';
import type { ConvolutionNorm } from './convolution.ts';

/** Stages of residual blocks; each but the first halves the volume and doubles the channels. */
export interface ResnetShape {
  /** Channels that come in. */
  readonly inputs: number;
  /** Channels inside of the first stage’s bottlenecks. */
  readonly width: number;
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  readonly norm: ConvolutionNorm;
}

/** Channels that come out of the last stage. */
export const resnetWidth = ({ width, depths }: Pick<ResnetShape, 'width' | 'depths'>): number =>
  EXPANSION * width * 2 ** (depths.length - 1);

/** Parameters `stageS/blockB/…`. */
export function resnetSpecs(shape: ResnetShape): ParameterSpecs {
  return Object.assign(
    {},
    ...blocksOf(shape)
      .flat()
      .map(({ name, ...block }) => bottleneckSpecs(name, block)),
  );
}

/** [n, inputs, z, y, x] → [n, {@link resnetWidth}, …]: the last stage’s feature map, behind its ReLU. */
export function resnetStages(p: Tensors, x: Tensor, shape: ResnetShape): Tensor {
  return blocksOf(shape).reduce(
    (of, stage, index) =>
      scope(`stage${index}`, () => stage.reduce((map, { name, ...block }) => bottleneck(p, name, map, block), of)),
    x,
  );
}

interface NamedBlock extends BottleneckShape {
  readonly name: string;
}

function blocksOf({ inputs, width, depths, norm }: ResnetShape): readonly (readonly NamedBlock[])[] {
  const count = depths.reduce((sum, depth) => sum + depth, 0);
  // Without a norm of its own, a sum over all blocks stays as large as what comes in.
  const gain = norm === 'folded' ? 1 / Math.sqrt(count) : 1;
  return depths.map((depth, stage) => {
    const inner = width * 2 ** stage;
    return Array.from({ length: depth }, (_, block): NamedBlock => {
      const first = block === 0;
      const before = stage === 0 ? inputs : (EXPANSION * inner) / 2;
      return {
        name: `stage${stage}/block${block}`,
        inputs: first ? before : EXPANSION * inner,
        width: inner,
        stride: first && stage > 0 ? 2 : 1,
        norm,
        gain,
      };
    });
  });
}
