/**
 * Where tensor programs run: compiled by ONNX Runtime, or eagerly on a backend of tfjs (plain JavaScript, WebAssembly,
 * TensorFlow's C library, the same on CUDA). Compiled is the fastest on a CPU; the others need their package.
 */
export const engineNames = ['onnx', 'cpu', 'wasm', 'node', 'node-gpu'] as const;

export type EngineName = (typeof engineNames)[number];
