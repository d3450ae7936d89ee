import {
  defineComponent,
  defineOrgan,
  definePlugin,
  tokens,
  createToken,
  type ChatModel,
  type Token,
} from '@totalfm/core';
import { z } from 'zod';

const model = (id: string) => ({
  provides: tokens.ChatModel as Token<unknown>,
  id,
  description: 'Answers.',
  options: z.strictObject({ model: z.string().default('small').describe('Name.') }),
  create: ({ options }: { options: { model: string } }) => ({ id, model: options.model }),
});

/** A component that hands out what it was given. */
const plain = <T>(provides: Token<T>, id: string, options = z.strictObject({})) =>
  defineComponent({
    provides: provides as Token<unknown>,
    id,
    description: `The ${id}.`,
    options,
    create: (context) => ({ id, ...context }),
  });

export const organ = (id: string, findings: readonly string[] = []) =>
  defineOrgan({
    organ: id,
    name: id,
    structures: [id],
    terms: [id],
    normal: [`The ${id} is normal.`],
    findings: findings.map((finding) => ({
      id: finding,
      name: finding,
      grade: 'focal',
      terms: [finding],
      prompts: { present: ['x'], absent: ['y'] },
    })),
  });

export const tinyPlugin = definePlugin({
  name: 'tiny',
  apiVersion: '^1.0.0',
  components: [
    organ('liver', ['hepatic_cyst']),
    organ('kidney', ['renal_cyst']),
    plain(
      tokens.Cohort,
      'memory',
      z.strictObject({
        exams: z.number().int().positive().default(4).describe('Exams.'),
        seed: z.number().int().default(0).describe('Seed.'),
      }),
    ),
    plain(tokens.Segmenter, 'label-files'),
    defineComponent({
      provides: tokens.ReportParser as Token<unknown>,
      id: 'rules',
      description: 'Rules.',
      options: z.strictObject({ model: z.string().optional().describe('A model.') }),
      needs: { anatomy: tokens.Anatomy },
      references: { model: tokens.ChatModel as Token<ChatModel> },
      create: async ({ needs, references }) => ({
        organs: needs.anatomy.organs.map((item) => item.organ),
        model: references.model,
      }),
    }),
    plain(
      tokens.PairMaker,
      'organ-pairs',
      z.strictObject({
        size: z.tuple([z.number(), z.number(), z.number()]).default([8, 8, 8]).describe('Voxels.'),
        context: z.enum(['box', 'mask', 'dilate']).default('box').describe('What surrounds the organ.'),
        margin: z
          .strictObject({ millimetres: z.number().default(5).describe('Margin.') })
          .prefault({})
          .describe('Margin.'),
      }),
    ),
    plain(tokens.PairStore, 'webdataset'),
    defineComponent({
      provides: tokens.VisionEncoder as Token<unknown>,
      id: 'video-vit',
      description: 'Vision.',
      options: z.strictObject({ dim: z.number().int().default(16).describe('Width.') }),
      needs: { pairs: tokens.PairMaker },
      create: ({ needs, options }) => ({ pairs: needs.pairs, ...options }),
    }),
    plain(tokens.TextEncoder, 'transformer'),
    plain(
      tokens.Trainer,
      'videomae',
      z.strictObject({ maskRatio: z.number().min(0).max(1).default(0.9).describe('Masked part.') }),
    ),
    plain(
      tokens.Trainer,
      'contrastive',
      z.strictObject({
        epochs: z.number().int().default(2).describe('Epochs.'),
        loss: z.enum(['sigmoid', 'infonce']).default('sigmoid').describe('Loss.'),
        threads: z.number().int().default(2).describe('Threads.'),
        saveEvery: z.number().int().default(2).describe('Changes no result.').meta({ operational: true }),
      }),
    ),
    plain(tokens.EmbedderLoader, 'checkpoint'),
    plain(
      tokens.Evaluator,
      'findings',
      z.strictObject({ bootstrap: z.number().int().default(100).describe('Draws.') }),
    ),
    plain(tokens.Evaluator, 'organ-lesions'),
    defineComponent(model('echo')),
    defineComponent(model('other')),
  ],
});

/** Two parsers that need each other's contracts, and one that needs what nobody brings. */
const Left = createToken<unknown>('Left');
const Right = createToken<unknown>('Right');
export const troubledPlugin = definePlugin({
  name: 'troubled',
  apiVersion: '^1.0.0',
  components: [
    defineComponent({
      provides: Left,
      id: 'left',
      description: 'Left.',
      options: z.strictObject({}),
      needs: { right: Right },
      create: () => ({}),
    }),
    defineComponent({
      provides: Right,
      id: 'right',
      description: 'Right.',
      options: z.strictObject({}),
      needs: { left: Left },
      create: () => ({}),
    }),
    defineComponent({
      provides: tokens.Segmenter as Token<unknown>,
      id: 'circular',
      description: 'Circular.',
      options: z.strictObject({}),
      needs: { left: Left },
      create: () => ({}),
    }),
    defineComponent({
      provides: tokens.Segmenter as Token<unknown>,
      id: 'orphan',
      description: 'Orphan.',
      options: z.strictObject({}),
      needs: { nothing: createToken<unknown>('Nothing') },
      create: () => ({}),
    }),
  ],
});
