import * as tf from '@tensorflow/tfjs';
import type { InputSpec, InputSpecs, Tensors } from '@totalfm/core';
import { product } from '../product.ts';
import { toTensors } from '../engine-tensors.ts';
import { createSession } from '../session.ts';
import { traceProgram } from '../trace/trace-program.ts';
import type { TracedProgram } from '../trace/traced-program.ts';

export interface Timer {
  /** Milliseconds of one run. */
  time(): Promise<number>;
  dispose(): Promise<void>;
}

/** Times a program of nothing but what `results` gives, all but dropped, so that nothing is copied: a limit for what does the same and more. */
export async function createFloorTimer(
  name: string,
  inputs: InputSpecs,
  results: (inputs: Tensors) => readonly tf.Tensor[],
  threads: number,
): Promise<Timer> {
  const program = traceProgram(name, inputs, (symbols) => ({
    corners: tf.addN(
      results(symbols).map((tensor) =>
        tf.reshape(
          tf.slice(
            tensor,
            tensor.shape.map(() => 0),
            tensor.shape.map(() => 1),
          ),
          [],
        ),
      ),
    ),
  }));
  return createTimer(program, threads);
}

/** Times a program on numbers of no meaning. */
export async function createTimer(program: TracedProgram, threads: number): Promise<Timer> {
  const session = await createSession(program, { threads });
  // One array serves every input: how large its numbers are does not change how long a product takes.
  const values = new Float32Array(Math.max(...program.inputs.map(({ shape }) => product(shape)))).map(
    (_, i) => (i % 17) / 17 - 0.5,
  );
  const feeds = toTensors(
    program,
    Object.fromEntries(program.inputs.map(({ name: input, shape }) => [input, values.subarray(0, product(shape))])),
  );
  return {
    async time() {
      const start = performance.now();
      await session.run(feeds);
      return performance.now() - start;
    },
    dispose: () => session.dispose(),
  };
}

/** A convolution of a step: `count` times, [batch, size³, channels] with a filter of `width`³. */
export interface Convolution3d {
  readonly count: number;
  readonly batch: number;
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  readonly stride: number;
}

/** Nothing but convolutions, each with its two gradients where `backward`. */
export function createConvolutionTimer(
  convolutions: readonly Convolution3d[],
  backward: boolean,
  threads: number,
): Promise<Timer> {
  const specs: Record<string, InputSpec> = {};
  const operand = (name: string, shape: number[]) => {
    specs[name] = { shape, dtype: 'float32' };
    return name;
  };
  const terms = convolutions.flatMap(({ count, batch, size, inputs, outputs, width, stride }, index) =>
    Array.from({ length: count }, (_, copy) => {
      const out = size / stride;
      return {
        x: operand(`x${index}_${copy}`, [batch, size, size, size, inputs]),
        filter: operand(`filter${index}_${copy}`, [width, width, width, inputs, outputs]),
        dy: operand(`dy${index}_${copy}`, [batch, out, out, out, outputs]),
        strides: [stride, stride, stride],
      };
    }),
  );
  const kernel = (name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap) =>
    tf.engine().runKernel(name, inputs, { pad: 'same', ...attrs }) as tf.Tensor;
  return createFloorTimer(
    'convolutions',
    backward ? specs : Object.fromEntries(Object.entries(specs).filter(([name]) => !name.startsWith('dy'))),
    (given) =>
      terms.flatMap(({ x, filter, dy, strides }) => [
        kernel(
          'Conv3D',
          { x: given[x], filter: given[filter] },
          { strides, dilations: [1, 1, 1], dataFormat: 'NDHWC' },
        ),
        ...(backward
          ? [
              kernel(
                'Conv3DBackpropInputV2',
                { dy: given[dy], filter: given[filter] },
                { strides, inputShape: given[x].shape },
              ),
              kernel(
                'Conv3DBackpropFilterV2',
                { x: given[x], dy: given[dy] },
                { strides, filterShape: given[filter].shape },
              ),
            ]
          : []),
      ]),
    threads,
  );
}
