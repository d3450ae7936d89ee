import {
  isPaired,
  organParts,
  type Anatomy,
  type LoadedLanguageModel,
  type OrganDefinition,
  type OrganPart,
} from '@totalfm/core';
import { reportErrors } from '../errors.ts';

/** Questions about the findings of an organ part, as tokens. */
export interface Questions {
  readonly ids: readonly number[];
  /** By finding: the place in `ids` of the token after which yes or no is said. */
  readonly slots: readonly number[];
  /** Ids of the organ's findings, in its order. */
  readonly findings: readonly string[];
}

/**
 * What a language model is asked and says about an organ, behind the queries that show it. First whether each finding is there:
 * the answer is read behind each question and never put into the text, so that no question sees the answer of another. Then,
 * told which findings are there, it says its sentences.
 *
 *     Left kidney: renal cyst? hydronephrosis? renal stone?
 *     Left kidney, renal cyst: There is a simple cyst in the left kidney.
 */
export interface Interview {
  readonly yes: number;
  readonly no: number;
  /** Tokens of the longest questions, and most questions of an organ. */
  readonly longest: { readonly length: number; readonly most: number };
  questions(part: OrganPart): Questions;
  /** What stands before sentences: the organ, and which findings are there. */
  opening(part: OrganPart, present: readonly string[]): readonly number[];
  sentences(texts: readonly string[]): readonly number[];
}

/** Questions and opening as texts: what a vocabulary is learned from beside sentences. */
export const interviewTexts = (
  organ: OrganDefinition,
  part: OrganPart,
  present: readonly string[],
): readonly string[] => [
  `${greeting(organ, part)}:${organ.findings.map(({ name }) => question(name)).join('')}`,
  openingText(organ, part, present),
];

export function createInterview({ tokenizer }: LoadedLanguageModel, { organs }: Anatomy): Interview {
  const byId = new Map(organs.map((organ) => [organ.organ, organ]));
  const organOf = ({ organ }: OrganPart) => byId.get(organ) as OrganDefinition;
  const known = new Map<string, Questions>();
  const begin = tokenizer.begin === undefined ? [] : [tokenizer.begin];
  const ask = (part: OrganPart): Questions => {
    const organ = organOf(part);
    const ids = [...begin, ...tokenizer.encode(`${greeting(organ, part)}:`)];
    const slots = organ.findings.map(({ name }) => {
      ids.push(...tokenizer.encode(question(name)));
      return ids.length - 1;
    });
    return { ids, slots, findings: organ.findings.map(({ id }) => id) };
  };
  const whole = organParts(organs).map(ask);
  const [yes, no] = ['yes', 'no'].map((word) => tokenizer.encode(word)[0]);
  if (yes === no)
    throw reportErrors.TFM_WRITE_LANGUAGE_MODEL({
      component: 'q-former',
      message: 'The tokens of yes and no begin alike: this language model cannot be asked.',
      fix: 'Use another language model, or a tokenizer of words or bytes.',
    });
  return {
    yes,
    no,
    longest: {
      length: Math.max(1, ...whole.map(({ ids }) => ids.length)),
      most: Math.max(1, ...whole.map(({ slots }) => slots.length)),
    },
    questions(part) {
      const key = `${part.organ}/${part.side ?? ''}`;
      const found = known.get(key) ?? ask(part);
      known.set(key, found);
      return found;
    },
    opening: (part, present) => [...begin, ...tokenizer.encode(openingText(organOf(part), part, present))],
    sentences: (texts) => tokenizer.encode(texts.map((text) => ` ${text}`).join('')),
  };
}

const greeting = (organ: OrganDefinition, { side }: OrganPart) =>
  isPaired(organ) && side ? `${side === 'left' ? 'Left' : 'Right'} ${organ.name}` : capitalise(organ.name);

const question = (name: string) => ` ${name}?`;

const openingText = (organ: OrganDefinition, part: OrganPart, present: readonly string[]) => {
  const names = organ.findings.filter(({ id }) => present.includes(id)).map(({ name }) => name);
  return `${greeting(organ, part)}, ${names.join(', ') || 'normal'}:`;
};

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
