import { registerTracedKernels } from './kernels/index.ts';
import { onnxBackend } from './onnx-backend.ts';

/** Registers the backend `onnx` with tfjs: after `tf.setBackend('onnx')` any tfjs program runs on ONNX Runtime, read by read. */
export function registerOnnxBackend(): void {
  onnxBackend();
  registerTracedKernels();
}
