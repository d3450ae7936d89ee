import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, type Triple } from '@totalfm/core';
import { z } from 'zod';
import { segmenterErrors } from '../errors.ts';
import { labelPlan, type LabelPlan } from './labels.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);
const axes = z.tuple([z.int().min(0).max(2), z.int().min(0).max(2), z.int().min(0).max(2)]);

const resampling = z.object({
  order: z.number().default(3),
  order_z: z.number().default(0),
  force_separate_z: z.boolean().nullish(),
});

const configuration = z.object({
  spacing: triple,
  patch_size: triple,
  normalization_schemes: z.array(z.string()).length(1, 'models of one channel (CT) only'),
  use_mask_for_norm: z.array(z.boolean()).default([false]),
  resampling_fn_data: z.literal('resample_data_or_seg_to_shape'),
  resampling_fn_data_kwargs: resampling,
  resampling_fn_probabilities: z.literal('resample_data_or_seg_to_shape'),
  resampling_fn_probabilities_kwargs: resampling,
  previous_stage: z.null('cascades are not supported').optional(),
});

const intensity = z.object({
  mean: z.number(),
  std: z.number(),
  percentile_00_5: z.number(),
  percentile_99_5: z.number(),
});

const readers = ['SimpleITKIO', 'NibabelIO', 'NibabelIOWithReorient'] as const;

const plansSchema = z.object({
  image_reader_writer: z.enum(readers).default('SimpleITKIO'),
  transpose_forward: axes,
  configurations: z.record(z.string(), z.record(z.string(), z.unknown())),
  foreground_intensity_properties_per_channel: z.record(z.string(), intensity).default({}),
});

const datasetSchema = z.object({
  labels: z.record(z.string(), z.union([z.int(), z.array(z.int())])),
  regions_class_order: z.array(z.int()).optional(),
  channel_names: z.record(z.string(), z.string()).optional(),
  overwrite_image_reader_writer: z.enum(readers).optional(),
});

export type Intensity = z.output<typeof intensity>;
export type Resampling = z.output<typeof resampling>;

/** What inference needs to know of a model. Axes are the network’s own: those of (z, y, x), put in another order by `transpose`. */
export interface ModelPlan {
  /** True where the image is turned to RAS first; otherwise its voxels are taken as they are stored. */
  readonly reorient: boolean;
  readonly transpose: Triple;
  /** Millimetres. */
  readonly spacing: Triple;
  readonly patch: Triple;
  readonly normalization: string;
  readonly intensity?: Intensity;
  readonly data: Resampling;
  readonly logits: Resampling;
  readonly labels: LabelPlan;
}

/** Reads nnU-Net’s `plans.json` and `dataset.json` of a folder. Throws `TFM_MODEL_PLANS` with file and field. */
export async function readPlans(dir: string, configurationName: string): Promise<ModelPlan> {
  const plansFile = join(dir, 'plans.json');
  const datasetFile = join(dir, 'dataset.json');
  const plans = parse(plansSchema, await readJson(plansFile), plansFile);
  const dataset = parse(datasetSchema, await readJson(datasetFile), datasetFile);
  const { configurations } = plans;
  const of = (name: string): Record<string, unknown> => {
    const own = configurations[name];
    const base = own?.inherits_from;
    return typeof base === 'string' && base !== name ? { ...of(base), ...own } : { ...own };
  };
  if (!(configurationName in configurations))
    throw segmenterErrors.TFM_MODEL_PLANS({
      file: plansFile,
      option: 'segmenter.configuration',
      message: `The plans have no configuration \`${configurationName}\`.`,
      fix: `Set \`segmenter.configuration\` to one of ${Object.keys(configurations).join(', ')}.`,
    });
  const chosen = parse(configuration, of(configurationName), plansFile);
  const reader = dataset.overwrite_image_reader_writer ?? plans.image_reader_writer;
  return {
    reorient: reader === 'NibabelIOWithReorient',
    transpose: plans.transpose_forward,
    spacing: chosen.spacing,
    patch: chosen.patch_size,
    normalization: chosen.normalization_schemes[0],
    intensity: plans.foreground_intensity_properties_per_channel['0'],
    data: chosen.resampling_fn_data_kwargs,
    logits: chosen.resampling_fn_probabilities_kwargs,
    labels: labelPlan(dataset.labels, dataset.regions_class_order),
  };
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw segmenterErrors.TFM_MODEL_PLANS({
      file,
      message: systemCode(cause) === 'ENOENT' ? `There is no ${file}.` : `${file} cannot be read.`,
      fix: 'Put nnU-Net’s plans.json and dataset.json into the model’s folder, beside its ONNX file.',
      cause,
    });
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw segmenterErrors.TFM_MODEL_PLANS({ file, message: `${file} is not JSON.`, fix: 'Copy it again.', cause });
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown, file: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw segmenterErrors.TFM_MODEL_PLANS({
    file,
    message: `\`${path.join('.')}\` of ${file} does not fit: ${message}.`,
    fix: 'Use a 3-D configuration of nnU-Net v2 with one CT channel and its default resampling.',
  });
}
