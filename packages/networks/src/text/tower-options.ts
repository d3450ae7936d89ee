import { z } from 'zod';

const positive = z.number().int().positive();

/** What a tower of these options is by default. */
export interface TowerDefaults {
  readonly width: number;
  readonly tokens: number;
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  /** Of families with local layers; default 32. */
  readonly window?: number;
  readonly vocabulary: number;
}

/** Options that every text tower has: a folder to start from, or the size of one from scratch. */
export const towerOptions = ({ width, tokens, dim, depth, heads, window = 32, vocabulary }: TowerDefaults) =>
  z.strictObject({
    folder: z
      .string()
      .optional()
      .describe(
        'Folder of a text encoder as Hugging Face writes it: tokenizer, architecture and first weights are then its own.',
      ),
    width: positive.default(width).describe('Length of the embedding; the same as the vision encoder’s.'),
    tokens: positive.default(tokens).describe('Longest text, in tokens, two special ones included; the rest is cut.'),
    dim: positive.default(dim).describe('Width of the tokens, without a folder.'),
    depth: positive.default(depth).describe('Number of blocks, without a folder.'),
    heads: positive.default(heads).describe('Attention heads a block, without a folder; divides dim into even parts.'),
    hidden: positive.optional().describe('Width inside of the MLP, without a folder; default what the family has.'),
    window: positive.default(window).describe('Tokens that a token sees in local layers, without a folder; even.'),
    vocabulary: positive.default(vocabulary).describe('Largest vocabulary, in entries, without a folder.'),
  });

export type TowerOptions = z.output<ReturnType<typeof towerOptions>>;
