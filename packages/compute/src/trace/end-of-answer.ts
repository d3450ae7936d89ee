import { create } from '@bufbuild/protobuf';
import {
  NodeProtoSchema,
  TypeProtoSchema,
  TypeProto_SequenceSchema,
  ValueInfoProtoSchema,
  type GraphProto,
} from 'onnx-buf';

/** Name of the output that ends a program's answer. */
export const END_OF_ANSWER = 'end-of-answer';

/**
 * A graph whose results are only ever wanted in arrays that ONNX Runtime is given for them (`Session.runInto`). It writes
 * into those itself, but its Node binding then copies each once more, into a new array (1.30): 143 MB a VideoMAE step, 7 % of
 * its time. The binding gives up at an output that it cannot turn into an array, a sequence; this graph has one before all others.
 */
export function endAnswer(graph: GraphProto): GraphProto {
  const [{ name, type }] = graph.output;
  const sequence = create(TypeProtoSchema, {
    value: { case: 'sequenceType', value: create(TypeProto_SequenceSchema, { elemType: type }) },
  });
  return {
    ...graph,
    node: [
      ...graph.node,
      create(NodeProtoSchema, {
        opType: 'SequenceConstruct',
        name: END_OF_ANSWER,
        input: [name],
        output: [END_OF_ANSWER],
      }),
    ],
    output: [create(ValueInfoProtoSchema, { name: END_OF_ANSWER, type: sequence }), ...graph.output],
  };
}

/** The error with which the binding gives up at the sequence; everything has been computed and written then. */
export function isEndOfAnswer(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Non tensor type');
}
