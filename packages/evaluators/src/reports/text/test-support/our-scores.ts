import { bleuOf, bleuTerms } from '../bleu.ts';
import { cider, documentFrequencies } from '../cider.ts';
import { countText } from '../counted-text.ts';
import { meteor } from '../meteor.ts';
import { rougeL } from '../rouge-l.ts';
import type { Pair, PeerScores } from './peer-scores.ts';

/** What the published implementations are compared with. */
export function ourScores(pairs: readonly Pair[]): PeerScores {
  const texts = pairs.map(([generated, reference]) => [countText(generated), countText(reference)] as const);
  const terms = texts.map(([candidate, reference]) => bleuTerms(candidate, reference));
  const frequencies = documentFrequencies(texts.map(([, reference]) => reference));
  const words = texts.map(([candidate, reference]) => [candidate.words, reference.words] as const);
  return {
    bleu: bleuOf(terms.reduce((one, other) => one.map((value, place) => value + other[place]))),
    bleus: terms.map(bleuOf),
    rougeL: words.map(([candidate, reference]) => rougeL(candidate, reference)),
    rougeLf1: words.map(([candidate, reference]) => rougeL(candidate, reference, 1)),
    meteor: words.map(([candidate, reference]) => meteor(candidate, reference)),
    cider: texts.map(([candidate, reference]) => cider(candidate, reference, frequencies)),
  };
}
