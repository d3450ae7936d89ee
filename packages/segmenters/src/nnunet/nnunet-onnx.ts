import {
  defineComponent,
  deviceNames,
  throwIfAborted,
  tokens,
  type LabelMap,
  type Privacy,
  type Segmenter,
  type Volume,
  type Workspace,
} from '@totalfm/core';
import { geometryOf, keepLargestPieces } from '@totalfm/imaging';
import { z } from 'zod';
import { segmenterErrors } from '../errors.ts';
import { structureNumbers } from './labels.ts';
import { openModelFolder, type ModelPart } from './model-folder.ts';
import { localContent, locateModel } from './model-source.ts';
import { predict } from './predict.ts';
import { openWindowModel, type WindowModel } from './window-model.ts';

const axis = z.union([z.literal(0), z.literal(1), z.literal(2)]);

export const nnunetOnnxOptions = z.strictObject({
  model: z
    .string()
    .default('phantom')
    .describe(
      'A folder with ONNX files, plans.json and dataset.json; one ONNX file beside them; its URL, or hf://owner/repo/path/model.onnx; or `phantom`, which comes with TotalFM.',
    ),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe(
      'SHA-256 of the ONNX file: required for a URL, checked for a file. With it, another file in the same place segments anew.',
    ),
  configuration: z.string().default('3d_fullres').describe('Which configuration of the plans the model is of.'),
  step: z.number().gt(0).max(1).default(0.5).describe('Distance of windows, in patches.'),
  mirror: z
    .array(axis)
    .max(3)
    .default([])
    .describe('Axes (0: first of the patch) along which windows are mirrored as well, and answers averaged.'),
  crop: z
    .enum(['none', 'body'])
    .default('body')
    .describe('Cut empty air away before windows are laid; a scan that one window holds is not cut.'),
  largestComponent: z.boolean().default(false).describe('Keep only the largest piece of every structure.'),
  threads: z
    .number()
    .int()
    .positive()
    .default(2)
    .describe('Threads inside one operator, shared by workers.')
    .meta({ operational: true }),
  device: z
    .enum(deviceNames)
    .default('cpu')
    .describe('What the network computes on; compute.device sets it for all.')
    .meta({ operational: true }),
});

export type NnunetOnnxOptions = z.output<typeof nnunetOnnxOptions>;

export interface NnunetOnnxNeeds {
  readonly privacy: Privacy;
  readonly workspace: Workspace;
}

/** nnU-Net v2 models that were exported to ONNX, run without Python. Parts are merged: a later one writes over an earlier one. */
export function createNnunetOnnx(
  options: NnunetOnnxOptions,
  { privacy, workspace }: NnunetOnnxNeeds,
): Segmenter & { dispose(): Promise<void> } {
  let parts: Promise<readonly ModelPart[]> | undefined;
  let kept: Promise<WindowModel> | undefined;
  const open = ({ plan, files }: ModelPart) =>
    openWindowModel(files, {
      patch: plan.patch,
      heads: plan.labels.heads,
      mirror: options.mirror,
      device: options.device,
      threads: Math.max(1, Math.floor(options.threads / workspace.workers)),
    });
  return {
    passthrough: false,
    async segment(exam, ct, signal) {
      throwIfAborted(signal);
      parts ??= locateModel(options, { privacy, workspace, signal }).then((path) =>
        openModelFolder(path, options.configuration),
      );
      const all = await parts.catch((error: unknown) => {
        // The next exam tries again.
        parts = undefined;
        throw error;
      });
      const numbers = structureNumbers(all.flatMap(({ plan }) => [...plan.labels.names.values()]));
      const data = new (Math.max(...numbers.values()) > 255 ? Uint16Array : Uint8Array)(ct.data.length);
      for (const part of all) {
        // Of several models one at a time is in memory.
        const model = all.length === 1 ? await (kept ??= open(part)) : await open(part);
        try {
          const ofLabel = Uint16Array.from(labelTable(part, numbers));
          await predict(ct, { plan: part.plan, model }, { ...options, signal }, (voxel, label) => {
            const number = ofLabel[label];
            if (number !== 0) data[voxel] = number;
          });
        } finally {
          if (all.length > 1) await model.dispose();
        }
      }
      if (options.largestComponent) keepLargestPieces(data, ct.size);
      return labelMapOf(exam.id, ct, data, numbers);
    },
    async dispose() {
      await (await kept?.catch(() => undefined))?.dispose();
    },
  };
}

/** The number in the label map of each label of a model. */
function labelTable({ plan: { labels } }: ModelPart, numbers: ReadonlyMap<string, number>): number[] {
  const table = new Array<number>(Math.max(...labels.names.keys()) + 1).fill(0);
  for (const [label, name] of labels.names) table[label] = numbers.get(name) as number;
  return table;
}

function labelMapOf(
  exam: string,
  ct: Volume,
  data: Uint8Array | Uint16Array,
  numbers: ReadonlyMap<string, number>,
): LabelMap {
  if (!data.some((label) => label !== 0))
    throw segmenterErrors.TFM_SEGMENTATION_EMPTY({
      exam,
      message: `The model finds no structure in the CT of ${exam}.`,
      fix: 'Check that the CT is in HU and shows what the model was trained on.',
    });
  return { volume: { data, ...geometryOf(ct) }, names: new Map([...numbers].map(([name, number]) => [number, name])) };
}

export const nnunetOnnx = defineComponent({
  provides: tokens.Segmenter,
  id: 'nnunet-onnx',
  description: 'A model of nnU-Net v2, exported to ONNX.',
  options: nnunetOnnxOptions,
  content: ({ model }) => localContent(model),
  needs: { privacy: tokens.Privacy, workspace: tokens.Workspace },
  create: ({ options, needs }) => createNnunetOnnx(options, needs),
});
