import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  type GraphProto,
  type TensorProto,
} from 'onnx-buf';
import { writing } from '@totalfm/core';
import { product } from '../product.ts';
import { createSession, type Session, type SessionOptions } from '../session.ts';
import type { ProgramShape, TracedProgram } from '../trace/traced-program.ts';
import type { FilePlace } from '../weights/stored-tensor.ts';
import { valueOf, type FiledTensor, type ParameterSource } from './filed-tensors.ts';

/** Parameters above this many bytes are handed over in a file: a protobuf holds 2 GB, and is copied on its way. */
const INLINE = 64 * 2 ** 20;

/** A program whose parameters are constants, and the folder that holds them where they are large. */
export interface Baked {
  readonly program: TracedProgram;
  readonly folder?: string;
  /** Removes what was written for it, once ONNX Runtime has read it. */
  remove(): Promise<void>;
}

/** One parameter of a program. */
type Parameter = ProgramShape['inputs'][number];

/**
 * Turns the inputs of a program that are parameters into constants, which ONNX Runtime lays out anew for its products: one row
 * against them took a third of the time that it takes against inputs (ONNX Runtime 1.30). Large ones are read from the file that
 * they lie in, if all lie in one folder, or from one that is written for it: no copy of them goes through this process.
 */
export async function bakeParameters(program: TracedProgram, source: ParameterSource, inline = INLINE): Promise<Baked> {
  const model = fromBinary(ModelProtoSchema, program.onnx);
  const graph = model.graph as GraphProto;
  const used = new Set(graph.node.flatMap(({ input }) => input));
  const parameters = program.inputs.filter(({ name }) => name in source && used.has(name));
  const { tensors, folder, remove = async () => {} } = await constantsOf(parameters, source, inline);
  const changed = create(GraphProtoSchema, {
    ...graph,
    input: graph.input.filter(({ name }) => !(name in source)),
    initializer: [...graph.initializer, ...tensors],
  });
  return {
    program: {
      ...program,
      onnx: toBinary(ModelProtoSchema, { ...model, graph: changed }),
      inputs: program.inputs.filter(({ name }) => !(name in source)),
    },
    folder,
    remove,
  };
}

/** Opens a program with its parameters as constants. */
export async function createBakedSession(
  program: TracedProgram,
  source: ParameterSource,
  options: SessionOptions,
): Promise<Session> {
  const { program: baked, folder, remove } = await bakeParameters(program, source);
  try {
    // The key of a kept session is the program's bytes, and what lies in a file is not among them.
    return await createSession(
      baked,
      folder === undefined ? options : { ...options, cache: undefined, constantsFolder: folder },
    );
  } finally {
    await remove();
  }
}

interface Constants {
  readonly tensors: readonly TensorProto[];
  readonly folder?: string;
  readonly remove?: Baked['remove'];
}

const bytesIn = ({ shape }: Parameter) => 4 * product(shape);

async function constantsOf(
  parameters: readonly Parameter[],
  source: ParameterSource,
  inline: number,
): Promise<Constants> {
  if (parameters.reduce((total, each) => total + bytesIn(each), 0) <= inline) {
    const values = await Promise.all(parameters.map(({ name }) => valueOf(source[name])));
    return { tensors: parameters.map((each, at) => constant(each, { rawData: bytesOf(values[at]) })) };
  }
  const places = parameters.map(({ name }) => (source[name] as FiledTensor).place);
  const [folder, ...others] = new Set(places.map((place) => place && dirname(place.file)));
  if (folder !== undefined && others.length === 0)
    return { folder, tensors: parameters.map((each, at) => filed(each, places[at] as FilePlace)) };
  return writeConstants(parameters, source);
}

async function writeConstants(parameters: readonly Parameter[], source: ParameterSource): Promise<Constants> {
  const folder = await mkdtemp(join(tmpdir(), 'totalfm-parameters-'));
  const path = join(folder, 'parameters.bin');
  const tensors: TensorProto[] = [];
  await writing(path, async () => {
    const file = await open(path, 'w');
    let start = 0;
    try {
      for (const each of parameters) {
        await file.writeFile(bytesOf(await valueOf(source[each.name])));
        tensors.push(filed(each, { file: path, start }));
        start += bytesIn(each);
      }
    } finally {
      await file.close();
    }
  });
  return { folder, tensors, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A constant that ONNX Runtime reads itself. */
function filed(parameter: Parameter, { file, start }: FilePlace): TensorProto {
  const entries = { location: basename(file), offset: String(start), length: String(bytesIn(parameter)) };
  return constant(parameter, {
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
  });
}

const constant = (
  { name, shape }: Parameter,
  data: Partial<Pick<TensorProto, 'rawData' | 'dataLocation' | 'externalData'>>,
): TensorProto =>
  create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType: TensorProto_DataType.FLOAT, ...data });

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
