import { initialValues, traceInference } from '@totalfm/compute';
import type { ParameterSpecs, Tensors } from '@totalfm/core';
import * as tf from '@tensorflow/tfjs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** nnU-Net’s `PlainConvUNet` for a large field of view, of random weights: two convolutions a level, 17 million parameters. */
const patch = [64, 64, 64];
const channels = [32, 64, 128, 256, 320];
/** As many labels as one of TotalSegmentator’s models has. */
const heads = 25;

/** Beside random logits, of a deviation of 0.8: most voxels are background and like their neighbours, as they are in scans. */
const BACKGROUND = 3.3;

const spec = (width: number, inputs: number, outputs: number) => ({
  shape: [width, width, width, inputs, outputs],
  initial: { normal: Math.SQRT2 / Math.sqrt(width ** 3 * inputs) },
  decay: true,
});

const parameters: ParameterSpecs = Object.assign(
  { out: spec(1, channels[0], heads) },
  ...channels.map((count, level) => ({
    [`down${level}/conv0`]: spec(3, level === 0 ? 1 : channels[level - 1], count),
    [`down${level}/conv1`]: spec(3, count, count),
  })),
  ...channels.slice(0, -1).map((count, level) => ({
    [`up${level}/lift`]: spec(2, count, channels[level + 1]),
    [`up${level}/conv0`]: spec(3, 2 * count, count),
    [`up${level}/conv1`]: spec(3, count, count),
  })),
);

/** A convolution, instance normalisation and a leaky ReLU. */
function block(x: tf.Tensor, filter: tf.Tensor, stride = 1): tf.Tensor {
  const sums = tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, stride, 'same');
  const centred = tf.sub(sums, tf.mean(sums, [1, 2, 3], true));
  const variance = tf.mean(tf.square(centred), [1, 2, 3], true);
  return tf.leakyRelu(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), 0.01);
}

function logits(p: Tensors, image: tf.Tensor): tf.Tensor {
  const background = tf.tensor1d(Array.from({ length: heads }, (_, label) => (label === 0 ? BACKGROUND : 0)));
  const skips: tf.Tensor[] = [];
  let x = tf.reshape(image, [1, ...patch, 1]);
  channels.forEach((_, level) => {
    x = block(block(x, p[`down${level}/conv0`], level === 0 ? 1 : 2), p[`down${level}/conv1`]);
    skips.push(x);
  });
  for (let level = channels.length - 2; level >= 0; level--) {
    const to = skips[level].shape as [number, number, number, number, number];
    const lifted = tf.conv3dTranspose(x as tf.Tensor5D, p[`up${level}/lift`] as tf.Tensor5D, to, 2, 'same');
    x = block(block(tf.concat([skips[level], lifted], 4), p[`up${level}/conv0`]), p[`up${level}/conv1`]);
  }
  const out = tf.add(tf.conv3d(x as tf.Tensor5D, p.out as tf.Tensor5D, 1, 'same'), background);
  return tf.transpose(out, [0, 4, 1, 2, 3]);
}

/** Writes a folder that `nnunet-onnx` opens. */
export async function writePlainUnet(dir: string): Promise<void> {
  const resampling = { is_seg: false, order: 3, order_z: 0, force_separate_z: null };
  const plans = {
    image_reader_writer: 'NibabelIOWithReorient',
    transpose_forward: [0, 1, 2],
    configurations: {
      '3d_fullres': {
        spacing: [1.5, 1.5, 1.5],
        patch_size: patch,
        normalization_schemes: ['CTNormalization'],
        resampling_fn_data: 'resample_data_or_seg_to_shape',
        resampling_fn_data_kwargs: resampling,
        resampling_fn_probabilities: 'resample_data_or_seg_to_shape',
        resampling_fn_probabilities_kwargs: { ...resampling, order: 1 },
      },
    },
    foreground_intensity_properties_per_channel: {
      0: { mean: -50, std: 300, percentile_00_5: -1000, percentile_99_5: 800 },
    },
  };
  const labels = Object.fromEntries(
    Array.from({ length: heads }, (_, label) => [label ? `rib_left_${label}` : 'background', label]),
  );
  const { onnx } = traceInference({
    name: 'plain-unet',
    parameters,
    values: initialValues(parameters, 1),
    inputs: { image: { shape: [1, 1, ...patch], dtype: 'float32' } },
    run: (p, { image }) => ({ logits: logits(p, image) }),
  });
  await writeFile(join(dir, 'plans.json'), JSON.stringify(plans));
  await writeFile(join(dir, 'dataset.json'), JSON.stringify({ labels }));
  await writeFile(join(dir, 'model.onnx'), onnx);
}
