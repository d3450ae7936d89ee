import { openOnnxModel, type ModelAnswer, type OnnxModel, type SessionOptions } from '@totalfm/compute';
import type { Triple } from '@totalfm/core';
import { segmenterErrors } from '../errors.ts';

/** One network, or several whose logits are averaged, on windows of one shape. */
export interface WindowModel {
  /** Whether it answers with labels instead of logits. */
  readonly labels: boolean;
  /** A window [patch] → logits [channels, patch], or labels [patch]. */
  run(window: Float32Array): Promise<ModelAnswer['data']>;
  dispose(): Promise<void>;
}

export interface WindowModelOptions extends SessionOptions {
  readonly patch: Triple;
  readonly heads: number;
  /** Axes along which windows are mirrored as well: every combination of them is asked, and averaged. */
  readonly mirror: readonly number[];
}

/** Opens the ONNX files of a model’s folds. Throws `TFM_MODEL_SHAPE` where one takes or gives other shapes than the plans say. */
export async function openWindowModel(files: readonly string[], options: WindowModelOptions): Promise<WindowModel> {
  const { patch, heads, mirror } = options;
  const models: OnnxModel[] = [];
  for (const file of files) models.push(checked(await openOnnxModel(file, options), file, patch));
  const labels = models.every(({ outputs }) => outputs[0].dtype !== 'float32');
  const shape = [1, 1, ...patch];
  const length = patch[0] * patch[1] * patch[2];
  const flips = labels ? [[]] : subsets(mirror);
  const ask = async (model: OnnxModel, index: number, window: Float32Array) => {
    const { data, shape: given } = await model.run(window, shape);
    if (data.length !== length * (labels ? 1 : heads)) throw misfit(files[index], heads, patch, given);
    return data;
  };
  return {
    labels,
    async run(window) {
      if (models.length === 1 && flips.length === 1) return ask(models[0], 0, window);
      if (labels) return ask(models[0], 0, window);
      let sum: Float32Array | undefined;
      for (const [index, model] of models.entries())
        for (const axes of flips) {
          const answer = mirrored(
            (await ask(model, index, mirrored(window, patch, axes))) as Float32Array,
            patch,
            axes,
          );
          if (sum) for (let i = 0; i < sum.length; i++) sum[i] += answer[i];
          else sum = answer;
        }
      const mean = sum as Float32Array;
      const scale = 1 / (models.length * flips.length);
      for (let i = 0; i < mean.length; i++) mean[i] *= scale;
      return mean;
    },
    async dispose() {
      for (const model of models.splice(0)) await model.dispose();
    },
  };
}

function checked(model: OnnxModel, file: string, patch: Triple): OnnxModel {
  const { shape = [] } = model.inputs[0] ?? {};
  const wanted = [1, 1, ...patch];
  const fits = shape.length === 5 && shape.every((n, axis) => n === undefined || n === wanted[axis]);
  if (fits) return model;
  throw segmenterErrors.TFM_MODEL_SHAPE({
    file,
    message: `The model takes [${shape.map((n) => n ?? '?').join(', ')}]; its plans say [${wanted.join(', ')}].`,
    fix: 'Export it with one channel and the patch size of the configuration, or set `segmenter.configuration`.',
  });
}

function misfit(file: string, heads: number, patch: Triple, given: readonly number[]) {
  return segmenterErrors.TFM_MODEL_SHAPE({
    file,
    message: `The model gives [${given.join(', ')}]; its plans and labels say [1, ${[heads, ...patch].join(', ')}].`,
    fix: 'Use the dataset.json of the data that it was trained on, and export logits, without a last non-linearity.',
  });
}

const subsets = (axes: readonly number[]): readonly (readonly number[])[] =>
  axes.reduce<number[][]>((all, axis) => [...all, ...all.map((some) => [...some, axis])], [[]]);

/** Every channel turned over along some axes: itself where there are none. */
export function mirrored(values: Float32Array, [d, h, w]: Triple, axes: readonly number[]): Float32Array {
  if (axes.length === 0) return values;
  const out = new Float32Array(values.length);
  const [z, y, x] = [0, 1, 2].map((axis) => axes.includes(axis));
  const size = d * h * w;
  for (let from = 0, to = 0; from < values.length; from += size)
    for (let i = 0; i < d; i++)
      for (let j = 0; j < h; j++) {
        const row = from + ((z ? d - 1 - i : i) * h + (y ? h - 1 - j : j)) * w;
        for (let k = 0; k < w; k++) out[to++] = values[row + (x ? w - 1 - k : k)];
      }
  return out;
}
