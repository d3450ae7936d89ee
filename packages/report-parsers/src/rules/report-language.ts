import { englishWords, latinEndings, sharedWords } from './language/english.ts';
import { foreignWords } from './language/foreign.ts';
import type { Lexicon } from './lexicon.ts';
import { hasChinese } from './japanese/read-japanese.ts';
import { splitWords, type Word } from './words.ts';

/** Enough to tell a language by; a longer report is not read twice. */
const sampleCharacters = 1000;
/** Of the words that tell a language, at least as many of an English text are English. */
const leastEnglish = 0.35;
/** So many words that are certainly of another language are enough, and so is a text of so many words. */
const fewestForeign = 2;
const longText = 12;
/** Else another language must be likelier than English by so much, summed over the words that nothing explains. */
const leastEvidence = 0.5;
/** So few may be abbreviations (`Mult bilat renal cysts`) or names, unless one is certainly of another language. */
const fewestUnexplained = 3;

/**
 * The language of a report (ISO 639-1; `und`, where only that is certain), where it is another than English; undefined
 * otherwise. Reports in telegraphic style (`Hepatic cyst. GB: stones.`) mislead detectors of languages, so one is asked only
 * about a text that neither common English words nor the terms of the experiment explain, and in a short one it is believed as
 * far as words are left unexplained.
 */
export async function foreignLanguage(report: string, lexicon: Pick<Lexicon, 'match'>): Promise<string | undefined> {
  const sample = report.slice(0, sampleCharacters);
  if (isOtherScript(sample)) return certainly(await detectLanguage(sample));
  const words = splitWords(sample);
  const english = words.filter(isEnglish).length;
  // Most reports: no need to ask which words tell.
  if (english >= leastEnglish * words.length) return undefined;
  const telling = words.filter(tellsLanguage(sample));
  const enough = leastEnglish * telling.length;
  if (english >= enough) return undefined;
  const terms = new Set(lexicon.match(words).flatMap(({ start, end }) => words.slice(start, end)));
  const unexplained = telling.filter((word) => !terms.has(word) && !englishWords.has(word.text));
  if (telling.length - unexplained.length >= enough) return undefined;
  const foreign = telling.filter(({ text }) => isForeign(text)).length;
  const detected = await detectLanguage(sample);
  if (!detected) return undefined;
  const { reliable, language, ahead } = detected;
  if (reliable && (foreign >= fewestForeign || telling.length >= longText)) return language;
  if (unexplained.length < (foreign > 0 ? fewestForeign : fewestUnexplained)) return undefined;
  if (ahead * unexplained.length < leastEvidence) return undefined;
  return reliable ? language : foreign > 0 ? 'und' : undefined;
}

const isEnglish = ({ text }: Word) => text.length > 1 && englishWords.has(text) && !sharedWords.has(text);

const tellsLanguage = (sample: string) => {
  const inCapitals = !/\p{Ll}{2}/u.test(sample);
  return (word: Word) => {
    const { text, start, end } = word;
    if (isEnglish(word)) return true;
    if (text.length < 2 || sharedWords.has(text)) return false;
    if (/^[^\p{L}]/u.test(text) || latinEndings.test(text)) return false;
    const raw = sample.slice(start, end);
    // `LA` is an atrium, and `cystLEFT` or `L4` no word.
    if ((!inCapitals && /^\p{Lu}{2,4}$/u.test(raw)) || /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}|\d/u.test(raw)) return false;
    return foreignWords.has(text) || !isAbbreviation(text);
  };
};

/** `nl`, `bilat`, `adenop`: no vowel, or the beginning of an English word. */
const isAbbreviation = (text: string) => /^[b-df-hj-np-tv-xz]+$/.test(text) || englishBeginnings.has(text);

const englishBeginnings: ReadonlySet<string> = new Set(
  [...englishWords, ...sharedWords].flatMap((word) =>
    Array.from({ length: Math.max(0, word.length - 3) }, (_, more) => word.slice(0, 3 + more)),
  ),
);

const isForeign = (text: string) => foreignWords.has(text) || /^\p{L}*[^\p{ASCII}\P{L}]\p{L}+$/u.test(text);

/** Most of its letters are not Latin. */
function isOtherScript(sample: string): boolean {
  if (!/[^\0-\u024f]/.test(sample)) return false;
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
  return count(/[^\p{Script=Latin}\P{L}]/gu) > count(/\p{Script=Latin}/gu);
}

interface Detected {
  readonly language: string;
  readonly reliable: boolean;
  /** By how much its score, 0–1, exceeds that of English. */
  readonly ahead: number;
}

const certainly = (detected: Detected | undefined) => (detected?.reliable ? detected.language : undefined);

/** The likeliest language, unless it is one that is read. The detector is loaded when first needed: its tables take 1.6 MB. */
async function detectLanguage(text: string): Promise<Detected | undefined> {
  const { eld } = await import('eld/small');
  const detected = eld.detect(text);
  const { language } = detected;
  // Without kana, Chinese and Japanese may look the same.
  if (language === '' || language === 'en' || language === 'ja' || (language === 'zh' && !hasChinese(text))) return;
  const scores = detected.getScores();
  return { language, reliable: detected.isReliable(), ahead: (scores[language] ?? 0) - (scores.en ?? 0) };
}

/** `German (de)`. */
export const languageName = (code: string): string => {
  if (code === 'und') return 'another language';
  const name = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code);
  return name ? `${name} (${code})` : code;
};
