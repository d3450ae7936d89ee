import { englishWords, sharedWords } from './language/english.ts';
import { foreignWords } from './language/foreign.ts';
import type { Lexicon } from './lexicon.ts';
import { hasChinese } from './japanese/read-japanese.ts';
import { splitWords } from './words.ts';

/** Enough to tell a language by; a longer report is not read twice. */
const sampleCharacters = 1000;
/** Of the words that tell a language, at least as many of an English text are English. */
const leastEnglish = 0.35;
/** A short text needs as many words that are certainly of another language; one of so many words does not. */
const fewestForeign = 2;
const longText = 12;

/**
 * The language of a report (ISO 639-1), where it is certainly another than English; undefined otherwise. Reports in telegraphic
 * style (`Hepatic cyst. GB: stones.`) mislead detectors of languages, so one is asked only about a text that neither common
 * English words nor the terms of the experiment explain.
 */
export async function foreignLanguage(report: string, lexicon: Pick<Lexicon, 'match'>): Promise<string | undefined> {
  const sample = report.slice(0, sampleCharacters);
  if (isOtherScript(sample)) return detectLanguage(sample);
  const words = splitWords(sample);
  const telling = words.filter(({ text }) => tellsLanguage(text));
  const enough = leastEnglish * telling.length;
  if (telling.filter(({ text }) => englishWords.has(text)).length >= enough) return undefined;
  if (telling.filter(({ text }) => isForeign(text)).length < fewestForeign && telling.length < longText)
    return undefined;
  const terms = new Set(lexicon.match(words).flatMap(({ start, end }) => words.slice(start, end)));
  if (telling.filter((word) => terms.has(word) || englishWords.has(word.text)).length >= enough) return undefined;
  return detectLanguage(sample);
}

const tellsLanguage = (text: string) => text.length > 1 && !/^[^\p{L}]/u.test(text) && !sharedWords.has(text);
const isForeign = (text: string) => foreignWords.has(text) || /^\p{L}*[^\p{ASCII}\P{L}]\p{L}+$/u.test(text);

/** Most of its letters are not Latin. */
function isOtherScript(sample: string): boolean {
  if (!/[^\0-\u024f]/.test(sample)) return false;
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
  return count(/[^\p{Script=Latin}\P{L}]/gu) > count(/\p{Script=Latin}/gu);
}

/** Loaded when first needed: its tables take 1.6 MB. */
async function detectLanguage(text: string): Promise<string | undefined> {
  const { eld } = await import('eld/small');
  const detected = eld.detect(text);
  if (!detected.isReliable() || detected.language === 'en' || detected.language === 'ja') return undefined;
  // Without kana, Chinese and Japanese may look the same.
  return detected.language === 'zh' && !hasChinese(text) ? undefined : detected.language;
}

/** `German (de)`. */
export const languageName = (code: string): string => {
  const name = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code);
  return name ? `${name} (${code})` : code;
};
