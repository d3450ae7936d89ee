import type { OrganVolume } from '../domain/organ-volume.ts';

/** A trained model: organ volumes and texts in one space. Vectors have length 1, so a dot product is a cosine. */
export interface Embedder {
  readonly width: number;
  /** Temperature and bias of the contrastive head, from `checkpoint.json`: `logit = scale · cosine + bias`. */
  readonly scale: number;
  readonly bias: number;
  embedVolumes(volumes: readonly OrganVolume[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

export interface EmbedderOptions {
  /**
   * `float16`: parameters are stored in half the bytes, and computed with as float32. `int8`: products with the model's matrices
   * are those of integers, the rest is float32. Default: what the component’s options say.
   */
  readonly quantize?: 'none' | 'float16' | 'int8';
}

/** Opens a checkpoint folder as an embedder. */
export interface EmbedderLoader {
  /** Throws what {@link load} would throw for a checkpoint of other organs or another architecture, without loading it. */
  fit?(checkpointDir: string): Promise<void>;
  /** Throws a coded error for a checkpoint of other organs or another architecture. */
  load(checkpointDir: string, options?: EmbedderOptions): Promise<Embedder>;
  /** Writes `vision.onnx` and `text.onnx` of a checkpoint into `outDir`. */
  exportOnnx(checkpointDir: string, outDir: string, options?: EmbedderOptions): Promise<void>;
}
