import { isPaired, type Anatomy, type LoadedLanguageModel, type OrganDefinition, type OrganPart } from '@totalfm/core';

/**
 * What a language model is given of an organ behind the queries that show it, and what it says. It is told which findings are there:
 *
 *     Left kidney, renal cyst: There is a simple cyst in the left kidney.
 */
export interface PromptTexts {
  /** Organ, and findings that are there. */
  opening(part: OrganPart, present: readonly string[]): readonly number[];
  sentences(texts: readonly string[]): readonly number[];
}

export function createPromptTexts({ tokenizer }: LoadedLanguageModel, { organs }: Anatomy): PromptTexts {
  const byId = new Map(organs.map((organ) => [organ.organ, organ]));
  const begin = tokenizer.begin === undefined ? [] : [tokenizer.begin];
  return {
    opening: (part, present) => [
      ...begin,
      ...tokenizer.encode(openingText(byId.get(part.organ) as OrganDefinition, part, present)),
    ],
    sentences: (texts) => tokenizer.encode(texts.map((text) => ` ${text}`).join('')),
  };
}

export function openingText(organ: OrganDefinition, { side }: OrganPart, present: readonly string[]): string {
  const names = organ.findings.filter(({ id }) => present.includes(id)).map(({ name }) => name);
  const sided = isPaired(organ) && side ? `${side} ${organ.name}` : organ.name;
  return `${sided.charAt(0).toUpperCase()}${sided.slice(1)}, ${names.join(', ') || 'normal'}:`;
}
