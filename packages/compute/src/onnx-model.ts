import { basename } from 'node:path';
import * as ort from 'onnxruntime-node';
import { computeErrors } from './errors.ts';
import { messageOf, openSession, type SessionOptions } from './session.ts';

/** An input or output of a model. An axis that the file leaves open is `undefined`. */
export interface ModelValue {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly (number | undefined)[];
}

/** What a model answers: numbers of an output, and their shape. */
export interface ModelAnswer {
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
  readonly shape: readonly number[];
}

/** An ONNX model that was not traced here. */
export interface OnnxModel {
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** Runs it on one float32 input of this shape; gives its first output. */
  run(values: Float32Array, shape: readonly number[]): Promise<ModelAnswer>;
  dispose(): Promise<void>;
}

/** Opens an ONNX file. Throws `TFM_MODEL_UNREADABLE` where ONNX Runtime cannot, and `TFM_ENGINE_FAILED` where a run fails. */
export async function openOnnxModel(file: string, options: SessionOptions = {}): Promise<OnnxModel> {
  const name = basename(file);
  const session = await openSession({ name, onnx: file }, options).catch((cause: unknown) => {
    throw computeErrors.TFM_MODEL_UNREADABLE({
      file,
      message: `ONNX Runtime cannot open ${name}: ${messageOf(cause)}`,
      fix: 'Check that the file is whole and an ONNX model; export it with an opset of 21 or less where it is newer.',
      cause,
    });
  });
  return {
    inputs: session.inputMetadata.map(valueOf),
    outputs: session.outputMetadata.map(valueOf),
    async run(values, shape) {
      const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', values, shape) };
      const [output] = session.outputNames;
      const answer = await session.run(feeds, [output]).catch((cause: unknown) => {
        throw computeErrors.TFM_ENGINE_FAILED({
          file,
          message: `ONNX Runtime failed in ${name} on [${shape.join(', ')}]: ${messageOf(cause)}`,
          fix: 'Check that the model takes this shape; if memory ran out, use a model of a smaller patch.',
          cause,
        });
      });
      return { data: answer[output].data as ModelAnswer['data'], shape: answer[output].dims };
    },
    dispose: () => session.release(),
  };
}

function valueOf(value: ort.InferenceSession.ValueMetadata): ModelValue {
  if (!value.isTensor) return { name: value.name, dtype: 'none', shape: [] };
  const shape = value.shape.map((n) => (typeof n === 'number' && n > 0 ? n : undefined));
  return { name: value.name, dtype: value.type, shape };
}
