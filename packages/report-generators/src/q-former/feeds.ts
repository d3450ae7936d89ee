import { type Anatomy, type Feeds, type OrganPart, type PairRow } from '@totalfm/core';
import type { Interview, Questions } from './interview.ts';
import { sideRows } from './q-former.ts';
import { reusableSentences } from './reusable-sentences.ts';

/** Rows of organs and sides. */
export const organFeeds = (parts: readonly OrganPart[], { organs }: Anatomy): Feeds => ({
  organ: Int32Array.from(parts, ({ organ }) =>
    Math.max(
      0,
      organs.findIndex((one) => one.organ === organ),
    ),
  ),
  side: Int32Array.from(parts, ({ side }) => sideRows.indexOf(side ?? 'none')),
});

/** What of a pair is learned. */
export interface Lesson {
  readonly questions: Questions;
  /** By question: the token that answers it, and whether the report tells. */
  readonly answers: readonly number[];
  readonly known: readonly boolean[];
  /** Opening, sentences and end. */
  readonly text: readonly number[];
  /** Where the sentences begin in `text`; its length where the report has none for this part alone. */
  readonly start: number;
}

/** The interview as the pair's report would have it. */
export function lessonOf(row: PairRow, interview: Interview, end: number): Lesson {
  const questions = interview.questions(row);
  const { sentences, present } = reusableSentences(row);
  const opening = interview.opening(row, present);
  const states = questions.findings.map((finding) => row.states[finding]);
  return {
    questions,
    answers: states.map((state) => (state === 'present' ? interview.yes : interview.no)),
    known: states.map((state) => state !== 'uncertain' && state !== undefined),
    text: sentences.length > 0 ? [...opening, ...interview.sentences(sentences), end] : opening,
    start: opening.length,
  };
}

/** Lengths of a batch's arrays, and what fills them up. */
export interface TextShape {
  readonly tokens: number;
  readonly padding: number;
}

/** Texts of `tokens` tokens a row, and which of them have to be said: int32 [rows, tokens], float32 [rows, tokens]. */
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

/** Questions a row, and the places of their last tokens: int32 [rows, length], int32 [rows, questions]. */
export function questionFeeds(asked: readonly Questions[], { length, most, padding }: QuestionShape) {
  const ids = new Int32Array(asked.length * length).fill(padding);
  const slots = new Int32Array(asked.length * most);
  asked.forEach((questions, row) => {
    ids.set(questions.ids, row * length);
    slots.set(questions.slots, row * most);
  });
  return { questions: ids, slots } satisfies Feeds;
}

export interface QuestionShape {
  /** Tokens of the longest questions. */
  readonly length: number;
  /** Most questions of an organ. */
  readonly most: number;
  readonly padding: number;
}

/** Answers, and which of them are known: int32 [rows, questions], float32 [rows, questions]. */
export function answerFeeds(lessons: readonly Lesson[], most: number) {
  const wanted = new Int32Array(lessons.length * most);
  const known = new Float32Array(lessons.length * most);
  lessons.forEach((lesson, row) => {
    wanted.set(lesson.answers, row * most);
    known.set(lesson.known.map(Number), row * most);
  });
  return { wanted, known } satisfies Feeds;
}
