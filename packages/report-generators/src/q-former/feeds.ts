import type { Anatomy, Feeds, OrganPart, PairRow } from '@totalfm/core';
import { reusableSentences } from '../language/reusable-sentences.ts';
import type { PromptTexts } from './prompt.ts';
import { sideRows } from './q-former.ts';

/** Rows of organs and sides. */
export const organFeeds = (parts: readonly OrganPart[], { organs }: Anatomy): Feeds => ({
  organ: Int32Array.from(parts, ({ organ }) => organs.findIndex((one) => one.organ === organ)),
  side: Int32Array.from(parts, ({ side }) => sideRows.indexOf(side ?? 'none')),
});

/** What is learned to be written of a pair. */
export interface Lesson {
  /** Opening, sentences and end. */
  readonly text: readonly number[];
  /** Where the sentences begin in `text`; its length where the report has none for this part alone. */
  readonly start: number;
}

export interface LessonTools {
  readonly texts: PromptTexts;
  readonly anatomy: Anatomy;
  /** The token that ends a text. */
  readonly end: number;
}

/** The text as the pair's report would have it. */
export function lessonOf(row: PairRow, { texts, anatomy, end }: LessonTools): Lesson {
  const sentences = reusableSentences(row, anatomy);
  const opening = texts.opening(
    row,
    sentences.flatMap(({ findings }) => findings),
  );
  const said = texts.sentences(sentences.map(({ text }) => text));
  return { text: sentences.length > 0 ? [...opening, ...said, end] : opening, start: opening.length };
}

/** Lengths of a batch's texts, and what fills them up. */
export interface TextShape {
  readonly tokens: number;
  readonly padding: number;
}

/** Texts of `tokens` tokens a row, and which of them have to be said: int32, int32 and float32 [rows, tokens]. */
export function textFeeds(lessons: readonly Lesson[], { tokens, padding }: TextShape) {
  const size = lessons.length * tokens;
  const [ids, targets] = [new Int32Array(size).fill(padding), new Int32Array(size).fill(padding)];
  const weights = new Float32Array(size);
  lessons.forEach(({ text, start }, row) => {
    const whole = text.slice(0, tokens + 1);
    ids.set(whole.slice(0, tokens), row * tokens);
    targets.set(whole.slice(1), row * tokens);
    if (whole.length > start) weights.fill(1, row * tokens + start - 1, row * tokens + whole.length - 1);
  });
  return { ids, targets, weights } satisfies Feeds;
}
