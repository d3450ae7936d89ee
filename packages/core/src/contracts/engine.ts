/**
 * Where tensor programs run: compiled by ONNX Runtime, or eagerly on a backend of tfjs (plain JavaScript, WebAssembly,
 * TensorFlow's C library, the same on CUDA). Compiled is the fastest on a CPU; the others need their package.
 */
export const engineNames = ['onnx', 'cpu', 'wasm', 'node', 'node-gpu'] as const;

/** What ONNX Runtime computes on. */
export const deviceNames = ['cpu', 'cuda', 'webgpu'] as const;

export type DeviceName = (typeof deviceNames)[number];

export type EngineName = (typeof engineNames)[number];
