import * as ort from 'onnxruntime-node';
import type { DeviceName } from '@totalfm/core';
import type { EngineTensor, EngineTensors } from './engine-tensors.ts';
import { computeErrors } from './errors.ts';
import type { ProgramShape, TracedProgram } from './trace/traced-program.ts';
import { createCachedSession } from './cache/session-cache.ts';
import { END_OF_ANSWER, isEndOfAnswer } from './trace/end-of-answer.ts';

export interface SessionOptions {
  /** Threads inside one operator. The same number gives the same bytes. */
  readonly threads?: number;
  /** Where to compute; a device that ONNX Runtime does not find here is replaced by the CPU, and `onFallback` is told. */
  readonly device?: DeviceName;
  readonly onFallback?: (message: string) => void;
  /** Folder that keeps what ONNX Runtime makes of a program, for the next start on the CPU. The same bytes come out with and without. */
  readonly cache?: string;
  /**
   * Takes numbers below 1.2e-38 for 0: on x86 every operation on one takes some hundred cycles (a step full of them took twice
   * as long). ONNX Runtime sets it for the calling thread as well, JavaScript included: only for a thread that does nothing else.
   */
  readonly flushSubnormals?: boolean;
  /** Folder of the file that holds the program's large constants, where they are not in the program itself. */
  readonly constantsFolder?: string;
}

/** A program that ONNX Runtime has compiled. */
export interface Session {
  readonly program: ProgramShape;
  run(inputs: EngineTensors): Promise<Record<string, EngineTensor>>;
  /** Writes every output into the array that is given for it. Only a program that `endsAnswer` copies nothing. */
  runInto(inputs: EngineTensors, outputs: EngineTensors): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A Gemm with a bias took 1.2 to 1.7 times as long as the product and the addition apart, and padding that is moved into a
 * pool is refused where it is as long as the window (ONNX Runtime 1.30).
 */
const withoutOptimizers = 'MatMulAddFusion;Pad_Fusion';

export async function createSession(traced: TracedProgram, options: SessionOptions = {}): Promise<Session> {
  const { onnx: _bytes, ...program } = traced;
  const session = await openSession(traced, options).catch((cause: unknown) => {
    throw computeErrors.TFM_ENGINE_FAILED({
      message: `ONNX Runtime cannot load the program ${program.name}: ${messageOf(cause)}`,
      fix: 'This is a defect of the program; please report it with this message.',
      cause,
    });
  });
  const failed = (cause: unknown) =>
    computeErrors.TFM_ENGINE_FAILED({
      message: `ONNX Runtime failed in the program ${program.name}: ${messageOf(cause)}`,
      fix: 'If memory ran out, use a smaller batch or a smaller model.',
      cause,
    });
  return {
    program,
    async run(inputs) {
      checkInputs(program, inputs);
      const wanted = program.outputs.map(({ name }) => name);
      return session.run(inputs, wanted).catch((cause: unknown) => {
        throw failed(cause);
      });
    },
    async runInto(inputs, outputs) {
      checkInputs(program, inputs);
      const ends: Record<string, null> = session.outputNames.includes(END_OF_ANSWER) ? { [END_OF_ANSWER]: null } : {};
      await session.run(inputs, { ...ends, ...outputs }).catch((cause: unknown) => {
        if (!isEndOfAnswer(cause)) throw failed(cause);
      });
    },
    dispose: () => session.release(),
  };
}

/** What ONNX Runtime is to load: a model's bytes, or the path of its file. */
export interface ModelSource {
  readonly name: string;
  readonly onnx: Uint8Array | string;
}

/** On the device that is asked for, or else on the CPU. */
export function openSession(
  program: ModelSource,
  { threads = 2, device = 'cpu', onFallback, cache, flushSubnormals = false, constantsFolder }: SessionOptions,
): Promise<ort.InferenceSession> {
  const create = (on: DeviceName) => {
    const options: ort.InferenceSession.SessionOptions = {
      executionProviders: on === 'cpu' ? ['cpu'] : [on, 'cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // A pattern is a second pool beside the one of the first run: 1,380 MB instead of 860 for a VideoMAE step, and no faster.
      enableMemPattern: false,
      logSeverityLevel: 3,
      extra: {
        session: {
          set_denormal_as_zero: flushSubnormals ? '1' : '0',
          force_spinning_stop: '1',
          ...(constantsFolder !== undefined && { model_external_initializers_file_folder_path: constantsFolder }),
        },
        optimization: { disable_specified_optimizers: withoutOptimizers },
      },
    };
    if (typeof program.onnx === 'string') return ort.InferenceSession.create(program.onnx, options);
    return cache !== undefined && on === 'cpu'
      ? createCachedSession(program.onnx, options, cache)
      : ort.InferenceSession.create(program.onnx, options);
  };
  return create(device).catch((cause: unknown) => {
    if (device === 'cpu') throw cause;
    onFallback?.(
      `ONNX Runtime cannot compute on ${device} here (${messageOf(cause).split('\n')[0]}): ${program.name} runs on the CPU.`,
    );
    return create('cpu');
  });
}

function checkInputs(program: ProgramShape, inputs: EngineTensors): void {
  for (const { name, shape } of program.inputs) {
    if (inputs[name]?.dims.join() === shape.join()) continue;
    throw computeErrors.TFM_PROGRAM_INPUT({
      option: name,
      message: `The program ${program.name} needs the input ${name} of shape [${shape.join(', ')}]; it was given ${inputs[name] ? `[${inputs[name].dims.join(', ')}]` : 'nothing'}.`,
      fix: 'Give every input in the shape that the program was traced for.',
    });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
