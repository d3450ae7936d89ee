import type { Feeds } from '@totalfm/core';
import * as ort from 'onnxruntime-node';
import { computeErrors } from './errors.ts';
import { product } from './product.ts';
import type { Value } from './trace/graph.ts';
import type { ProgramShape } from './trace/traced-program.ts';

/** Arrays that ONNX Runtime reads where they lie. Its outputs are copies of its own, but for those of `runInto`. */
export type EngineTensor = ort.Tensor;
export type EngineTensors = Readonly<Record<string, EngineTensor>>;

/** Host arrays as engine tensors, in the shapes of the program's inputs. */
export function toTensors(program: ProgramShape, feeds: Feeds): Record<string, EngineTensor> {
  return Object.fromEntries(
    program.inputs
      .filter(({ name }) => name in feeds)
      .map(({ name, shape, dtype }) => {
        const data = feeds[name];
        if (data.length !== product(shape) || (dtype === 'int32') !== data instanceof Int32Array) {
          throw computeErrors.TFM_PROGRAM_INPUT({
            option: name,
            message: `The input ${name} of ${program.name} must be ${dtype} [${shape.join(', ')}]; ${data.length} values came.`,
            fix: 'Pack the batch for the size that the program was traced for.',
          });
        }
        return [
          name,
          data instanceof Int32Array ? new ort.Tensor('int32', data, shape) : new ort.Tensor('float32', data, shape),
        ];
      }),
  );
}

/** An array for an output to be written into. */
export function emptyTensor({ shape, dtype }: Value): EngineTensor {
  return dtype === 'int32'
    ? new ort.Tensor('int32', new Int32Array(product(shape)), shape)
    : new ort.Tensor('float32', new Float32Array(product(shape)), shape);
}

export function scalarTensor(value: number): EngineTensor {
  return new ort.Tensor('float32', Float32Array.of(value), []);
}

export function floatTensor(values: Float32Array, shape: readonly number[]): EngineTensor {
  return new ort.Tensor('float32', values, shape);
}

/** What a program takes of what `find` finds, in the shape in which it takes it. */
export function usedBy({ inputs }: ProgramShape, find: (name: string) => EngineTensor | undefined): EngineTensors {
  return Object.fromEntries(
    inputs.flatMap(({ name, shape }) => {
      const found = find(name);
      return found ? [[name, floatTensor(found.data as Float32Array, shape)]] : [];
    }),
  );
}

/** One of so many equal parts of a tensor along its first axis, where it lies. */
export function partOf({ data, dims: [rows, ...rest] }: EngineTensor, index: number, parts: number): EngineTensor {
  const [shape, length] = [[rows / parts, ...rest], data.length / parts];
  const [from, to] = [index * length, (index + 1) * length];
  return data instanceof Int32Array
    ? new ort.Tensor('int32', data.subarray(from, to), shape)
    : floatTensor((data as Float32Array).subarray(from, to), shape);
}
