import type { Span, Translator } from '@totalfm/core';
import { readableSections } from '../rules/sections.ts';
import { splitSentences } from '../rules/sentences.ts';
import { overlaps } from '../rules/sentence-reading.ts';
import type { SourceText } from './source-text.ts';

/** The report sentence by sentence in another language. What is found in a translated sentence points to all of the one it came from. */
export async function translateReport(
  source: SourceText,
  translator: Translator,
  signal?: AbortSignal,
): Promise<SourceText> {
  const sentences = readableSections(source.text).flatMap((section) => splitSentences(source.text, section));
  const translated = await translator.translate(
    sentences.map(({ start, end }) => source.text.slice(start, end)),
    signal,
  );
  let at = 0;
  const placed = translated.map((text, index) => {
    const start = at;
    at += text.length + 1;
    return { start, end: start + text.length, original: sentences[index] };
  });
  return {
    text: translated.join('\n'),
    toOriginal(span: Span) {
      const touched = placed.filter((sentence) => overlaps(sentence, span)).map(({ original }) => original);
      const whole = {
        start: Math.min(...touched.map(({ start }) => start)),
        end: Math.max(...touched.map(({ end }) => end)),
      };
      return source.toOriginal(whole);
    },
  };
}
