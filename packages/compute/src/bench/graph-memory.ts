import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType, type GraphProto } from 'onnx-buf';
import type { TracedProgram } from '../trace/traced-program.ts';

/** Nodes whose result is their first input under another shape: ONNX Runtime gives it no memory. */
const views: ReadonlySet<string> = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

const widths: Readonly<Partial<Record<number, number>>> = {
  [TensorProto_DataType.BOOL]: 1,
  [TensorProto_DataType.INT64]: 8,
  [TensorProto_DataType.DOUBLE]: 8,
};

/**
 * Bytes of what the backward pass of a traced step needs of the forward pass: values that were made up to the loss and are
 * read after it. A graph lies in the order of its trace, forward pass first.
 */
export function activationBytes({ onnx }: TracedProgram): number {
  const graph = fromBinary(ModelProtoSchema, onnx).graph as GraphProto;
  const sizes = new Map(
    [...graph.valueInfo, ...graph.output].map(({ name, type }) => {
      const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined;
      const length = (tensor?.shape?.dim ?? []).reduce(
        (product, { value }) => product * (value.case === 'dimValue' ? Number(value.value) : 1),
        1,
      );
      return [name, length * (widths[tensor?.elemType ?? 0] ?? 4)];
    }),
  );
  const lossAt = graph.node.findIndex(({ output }) => output.includes('loss'));
  const source = new Map<string, string>();
  const sourceOf = (name: string) => source.get(name) ?? name;
  const forward = new Set<string>();
  const needed = new Set<string>();
  graph.node.forEach(({ opType, input, output }, index) => {
    if (views.has(opType)) source.set(output[0], sourceOf(input[0]));
    else if (index <= lossAt) for (const value of output) forward.add(value);
    if (index > lossAt) for (const value of input) if (forward.has(sourceOf(value))) needed.add(sourceOf(value));
  });
  return [...needed].reduce((sum, value) => sum + (sizes.get(value) ?? 0), 0);
}
