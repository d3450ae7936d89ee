/** A sentence that ends: reports leave the full stop out where a line ends. */
export function ended(text: string): string {
  const whole = text.replace(/[\s,;:–—-]+$/u, '');
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/**
 * `Two stones. No hydronephrosis.` → its sentences. Text that did not come to its end by itself stops in the middle of a sentence,
 * which is left out.
 */
export function fullSentences(text: string, isWhole: boolean): readonly string[] {
  const sentences = text
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
  const last = sentences.at(-1);
  if (last === undefined || /[.!?]$/.test(last)) return sentences;
  return [...sentences.slice(0, -1), ...(isWhole ? [ended(last)] : [])];
}
