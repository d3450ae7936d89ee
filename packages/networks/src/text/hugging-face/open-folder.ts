import { readFile } from 'node:fs/promises';
import type { ParameterValues } from '@totalfm/core';
import { familyOf } from '../families.ts';
import type { TextTrunk } from '../text-trunk.ts';
import { firstOf, type TextFolder } from './folder-files.ts';
import { parseConfig } from './raw-config.ts';
import { readTokenizer } from './read-tokenizer.ts';
import { readValues } from './read-values.ts';

/** A text encoder of a folder as Hugging Face writes it. */
export interface OpenFolder {
  readonly trunk: TextTrunk;
  tokenizer(): Promise<Uint8Array>;
  values(): Promise<ParameterValues>;
}

/** Reads `config.json`; the tokenizer and the weights are read when they are asked for. */
export async function openFolder(folder: TextFolder): Promise<OpenFolder> {
  const file = await firstOf(folder, ['config.json']);
  const raw = parseConfig(await readFile(file, 'utf8'), file);
  const family = familyOf(raw, file);
  const trunk = family.fromConfig(raw, file);
  const named = { ...folder, source: folder.source ?? hubName(raw._name_or_path) };
  return {
    trunk,
    tokenizer: () => readTokenizer(named, family.specials),
    values: () => readValues(named, trunk),
  };
}

/** A name of the hub; what was saved from a folder has its path there. */
const hubName = (name: string | null | undefined) => (name && /^[\w.-]+\/[\w.-]+$/.test(name) ? name : undefined);
