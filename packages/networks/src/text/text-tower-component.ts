import { defineComponent, folderContent, tokens, type TextEncoder } from '@totalfm/core';
import { createTextTower } from './create-text-tower.ts';
import type { TextFamilyName } from './families.ts';
import type { Pooling } from './pooling.ts';
import type { PublishedTower } from './published-tower.ts';
import type { Sanitizer } from './sanitize.ts';
import { towerOptions, type TowerDefaults, type TowerOptions } from './tower-options.ts';

/** What a folder of a text encoder holds of it. */
const modelFile = /\.(safetensors|bin|json|txt)$/;

/** What a model's text tower is, whatever size it is built in. */
export interface TowerDesign {
  /** Of a tower from scratch; a folder says its own. */
  readonly family: TextFamilyName;
  readonly pooling: Pooling;
  readonly sanitize: Sanitizer;
  /** Whether the last matrix has a bias. */
  readonly bias: boolean;
  /** The model's name on the Hugging Face hub, for errors about files that its folder lacks. */
  readonly source?: string;
  /** Where its weights lie in the file of the model that it is a part of. */
  readonly published?: PublishedTower;
}

export interface TowerComponentDefinition extends TowerDesign {
  readonly id: string;
  readonly description: string;
  readonly version?: string;
  readonly defaults: TowerDefaults;
}

/** A text tower of a design as a component: all that a plugin has to say of its own. */
export function textTowerComponent({ id, description, version, defaults, ...design }: TowerComponentDefinition) {
  return defineComponent({
    provides: tokens.TextEncoder,
    id,
    description,
    version,
    options: towerOptions(defaults),
    content: towerContent,
    create: ({ options }) => designedTower(design, options),
  });
}

/** The digest of a folder that a tower starts from. */
export const towerContent = ({ folder }: Pick<TowerOptions, 'folder'>): string | undefined =>
  folder === undefined ? undefined : folderContent(folder, modelFile);

/** A design in the size that options say. */
export function designedTower(
  { family, bias, ...design }: TowerDesign,
  { folder, width, tokens: length, ...size }: TowerOptions,
): Promise<TextEncoder> {
  return createTextTower({
    ...design,
    folder,
    tokens: length,
    projection: { width, bias },
    scratch: { family, ...size },
  });
}
