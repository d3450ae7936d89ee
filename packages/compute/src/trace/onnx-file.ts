import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { endAnswer } from './end-of-answer.ts';
import type { Attribute, Constant, FinishedGraph, Value } from './graph.ts';

const dataTypes: Readonly<Record<string, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
};

/** tfjs's dtype as ONNX's element type number, for `Cast`. */
export function onnxType(dtype: string): number {
  return dataTypes[dtype];
}

/** What a model is called, and what goes in and comes out of it. */
export interface ModelSignature {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

export interface ModelOptions {
  /** Becomes the file's metadata properties. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** For a program that is run by `Session.runInto`. */
  readonly endsAnswer?: boolean;
}

/** Serialises a graph as an ONNX model: opset 17, with ONNX Runtime's own domain beside it. */
export function encodeModel(
  graph: FinishedGraph,
  { name, inputs, outputs }: ModelSignature,
  { metadata = {}, endsAnswer = false }: ModelOptions = {},
): Uint8Array {
  const encoded = create(GraphProtoSchema, {
    name,
    node: graph.nodes.map(({ op, domain, name: nodeName, inputs: from, outputs: to, attributes }) =>
      create(NodeProtoSchema, {
        opType: op,
        domain,
        name: nodeName,
        input: [...from],
        output: [...to],
        attribute: Object.entries(attributes).map(encodeAttribute),
      }),
    ),
    initializer: graph.constants.map(encodeConstant),
    input: inputs.map(encodeValue),
    output: outputs.map(encodeValue),
    valueInfo: [...graph.types].map(([valueName, { shape, dtype }]) => encodeValue({ name: valueName, shape, dtype })),
  });
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'totalfm',
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: 17n }),
      create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n }),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
    graph: endsAnswer ? endAnswer(encoded) : encoded,
  });
  return toBinary(ModelProtoSchema, model);
}

function encodeAttribute([name, value]: [string, Attribute]): AttributeProto {
  if (typeof value === 'string')
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) });
}

function encodeConstant({ name, shape, type, bytes }: Constant) {
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: dataTypes[type],
    rawData: bytes as Uint8Array<ArrayBuffer>,
  });
}

export function encodeValue({ name, shape, dtype }: Value): ValueInfoProto {
  const dim = shape.map((n) =>
    create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(n) } }),
  );
  const tensor = create(TypeProto_TensorSchema, {
    elemType: dataTypes[dtype],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}
