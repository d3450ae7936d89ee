import { join } from 'node:path';
import type { LoadedTextEncoder, TextEncoder } from '@totalfm/core';
import { openTokenizer, trainByteLevel } from '@totalfm/tokenizers';
import { textErrors } from './errors.ts';
import { textFamilies, type TextFamilyName } from './families.ts';
import { openFolder } from './hugging-face/open-folder.ts';
import { publishedTower, type PublishedTower } from './published-tower.ts';
import { sanitizers } from './sanitize.ts';
import type { TrunkShape } from './text-trunk.ts';
import { loadTower, towerWidth, type TowerShape } from './text-tower.ts';

/** A trunk from scratch: `vocabulary` is the largest, in entries. */
export type ScratchShape = Omit<TrunkShape, 'tokens'> & { readonly family: TextFamilyName };

export interface TextTowerOptions extends TowerShape {
  /** Folder of a model as Hugging Face writes it; the tower then starts from its weights. */
  readonly folder?: string;
  /** The model's name on the Hugging Face hub, for errors about files that its folder lacks. */
  readonly source?: string;
  /** Weights of the whole model that its authors published; a folder says of what architecture and with which tokenizer. */
  readonly published?: PublishedTower;
  /** What is built without a folder. */
  readonly scratch: ScratchShape;
}

/** A text encoder: tokenizer, trunk, pooling and projection. Throws what a folder's `config.json` or the options give reason for. */
export async function createTextTower(options: TextTowerOptions): Promise<TextEncoder> {
  return options.folder === undefined ? fromScratch(options) : fromFolder(options, options.folder);
}

/** Its vocabulary is the folder's, whatever texts it is trained on. */
async function fromFolder(options: TextTowerOptions, path: string): Promise<TextEncoder> {
  const { trunk, tokenizer, values } = await openFolder({ path, source: options.source });
  const vocabulary = await tokenizer();
  const load = (bytes: Uint8Array) => loadTower(trunk, options, bytes, join(path, 'tokenizer.json'));
  // What does not go together is told before any work.
  load(vocabulary);
  return {
    width: towerWidth(trunk, options),
    train: async () => vocabulary,
    load: async (bytes): Promise<LoadedTextEncoder> => ({
      ...load(bytes),
      published: options.published && publishedTower(trunk, options, options.published),
      values,
    }),
  };
}

/** Pairs of bytes of the training texts, sanitised as they will be. */
function fromScratch(options: TextTowerOptions): TextEncoder {
  const { scratch, sanitize, tokens } = options;
  checkScratch(scratch);
  return {
    width: towerWidth(scratch, options),
    async train(texts) {
      if (texts.length === 0 && options.published) throw needsFolder(options);
      return trainByteLevel(texts.map(sanitizers[sanitize]), scratch.vocabulary);
    },
    async load(bytes) {
      const vocabulary = openTokenizer(bytes).size;
      const trunk = textFamilies[scratch.family].fromShape({ ...scratch, vocabulary, tokens });
      return loadTower(trunk, options, bytes);
    },
  };
}

/** Who takes published weights asks for a vocabulary without texts. */
const needsFolder = ({ source = 'the model' }: TextTowerOptions) =>
  textErrors.TFM_TEXT_OPTIONS({
    option: 'text.folder',
    message:
      'Published weights were asked for, and the text encoder is one from scratch, with a vocabulary of its own.',
    fix: `Set \`text.folder\` to a folder with config.json and the tokenizer of ${source}; its weights need not be there.`,
  });

function checkScratch({ dim, heads, window }: ScratchShape): void {
  const invalid = (option: string, message: string) =>
    textErrors.TFM_TEXT_OPTIONS({ option: `text.${option}`, message, fix: `Change \`text.${option}\`.` });
  if (dim % (2 * heads) !== 0) throw invalid('dim', `dim ${dim} must be an even multiple of heads (${heads}).`);
  if (window % 2 !== 0) throw invalid('window', `window ${window} must be even: half of it lies to either side.`);
}
