import { segmenterErrors } from '../errors.ts';
import type { Intensity } from './plans.ts';

/** nnU-Net’s epsilon of float32. */
const EPSILON = 1e-8;

/** nnU-Net’s normalisation schemes of one channel, in place. Throws `TFM_MODEL_PLANS` for one that is not known here. */
export function normalize(values: Float32Array, scheme: string, intensity?: Intensity): void {
  switch (scheme) {
    case 'CTNormalization':
      return clip(values, needed(intensity));
    case 'ZScoreNormalization': {
      const { mean, std } = moments(values);
      return shift(values, mean, Math.max(std, EPSILON));
    }
    case 'RescaleTo01Normalization': {
      const [low, high] = range(values);
      return shift(values, low, Math.max(high - low, EPSILON));
    }
    case 'NoNormalization':
      return;
    default:
      throw segmenterErrors.TFM_MODEL_PLANS({
        option: 'normalization_schemes',
        message: `The normalisation \`${scheme}\` is not known.`,
        fix: 'Use a model with CTNormalization, ZScoreNormalization, RescaleTo01Normalization or NoNormalization.',
      });
  }
}

function needed(intensity: Intensity | undefined): Intensity {
  if (intensity) return intensity;
  throw segmenterErrors.TFM_MODEL_PLANS({
    option: 'foreground_intensity_properties_per_channel',
    message: 'CTNormalization needs the intensities of channel 0, and the plans have none.',
    fix: 'Use the plans.json that the model was trained with.',
  });
}

function clip(values: Float32Array, { mean, std, percentile_00_5: low, percentile_99_5: high }: Intensity): void {
  const scale = 1 / Math.max(std, EPSILON);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    values[i] = ((value < low ? low : value > high ? high : value) - mean) * scale;
  }
}

function shift(values: Float32Array, offset: number, scale: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - offset) / scale;
}

function moments(values: Float32Array): { mean: number; std: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return { mean, std: Math.sqrt(squares / values.length) };
}

export function range(values: Float32Array, from = 0, to = values.length): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high];
}
