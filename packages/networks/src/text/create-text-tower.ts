import { join } from 'node:path';
import type { ParameterValues, PublishedWeights } from '@totalfm/core';
import { openTokenizer, trainByteLevel } from '@totalfm/tokenizers';
import { textErrors } from './errors.ts';
import { textFamilies, type TextFamilyName } from './families.ts';
import { openFolder } from './hugging-face/open-folder.ts';
import { sanitizers } from './sanitize.ts';
import type { TrunkShape } from './text-trunk.ts';
import {
  loadTower,
  towerWidth,
  type LoadedTextTower,
  type TextTower,
  type TowerPlace,
  type TowerShape,
} from './text-tower.ts';

/** A trunk from scratch: `vocabulary` is the largest, in entries. */
export type ScratchShape = Omit<TrunkShape, 'tokens'> & { readonly family: TextFamilyName };

export interface TextTowerOptions extends TowerShape {
  /** Folder of a model as Hugging Face writes it; the tower then starts from its weights. */
  readonly folder?: string;
  /** The model's name on the Hugging Face hub, for errors about files that its folder lacks. */
  readonly source?: string;
  /** What is built without a folder. */
  readonly scratch: ScratchShape;
  /** Where its weights lie in the file of the model that it is a part of. */
  readonly published?: PublishedTower;
}

/** A tower within the published weights of a whole model. */
export interface PublishedTower extends Omit<TowerPlace, 'file'> {
  /** As of {@link PublishedWeights}. */
  readonly source: string;
}

/** A text encoder: tokenizer, trunk, pooling and projection. Throws what a folder's `config.json` or the options give reason for. */
export async function createTextTower(options: TextTowerOptions): Promise<TextTower> {
  const tower = options.folder === undefined ? fromScratch(options) : await fromFolder(options, options.folder);
  const { published } = options;
  if (!published) return tower;
  return {
    ...tower,
    async load(vocabulary) {
      const loaded = await tower.load(vocabulary);
      return { ...loaded, published: publishedPart(loaded, published) };
    },
  };
}

function publishedPart(tower: LoadedTextTower, { source, ...place }: PublishedTower): PublishedWeights {
  return {
    source,
    // Tensors are taken out of the record, and another encoder reads it as well.
    values: (tensors, file) => tower.valuesFrom({ ...tensors }, { ...place, file }),
  };
}

/** Its vocabulary is the folder's, whatever texts it is trained on. */
async function fromFolder(options: TextTowerOptions, path: string): Promise<TextTower> {
  const { trunk, tokenizer, values } = await openFolder({ path, source: options.source });
  return {
    width: towerWidth(trunk, options),
    train: tokenizer,
    load: async (vocabulary) => ({
      ...loadTower(trunk, options, vocabulary, join(path, 'tokenizer.json')),
      values: (): Promise<ParameterValues> => values(),
    }),
  };
}

/** Pairs of bytes of the training texts, sanitised as they will be. */
function fromScratch(options: TextTowerOptions): TextTower {
  const { scratch, sanitize, tokens } = options;
  checkScratch(scratch);
  return {
    width: towerWidth(scratch, options),
    train: (texts) => trainByteLevel(texts.map(sanitizers[sanitize]), scratch.vocabulary),
    async load(bytes) {
      const vocabulary = openTokenizer(bytes).size;
      const trunk = textFamilies[scratch.family].fromShape({ ...scratch, vocabulary, tokens });
      return loadTower(trunk, options, bytes);
    },
  };
}

function checkScratch({ dim, heads, window }: ScratchShape): void {
  const invalid = (option: string, message: string) =>
    textErrors.TFM_TEXT_OPTIONS({ option: `text.${option}`, message, fix: `Change \`text.${option}\`.` });
  if (dim % (2 * heads) !== 0) throw invalid('dim', `dim ${dim} must be an even multiple of heads (${heads}).`);
  if (window % 2 !== 0) throw invalid('window', `window ${window} must be even: half of it lies to either side.`);
}
