import { execFileSync, spawnSync } from 'node:child_process';
import { countText } from '../counted-text.ts';

/** A generated report and its reference. */
export type Pair = readonly [generated: string, reference: string];

/** What the published implementations make of pairs, given our tokens: of the corpus, and by pair. */
export interface PeerScores {
  readonly bleu: readonly number[];
  /** BLEU-1 to BLEU-4 of each pair by itself. */
  readonly bleus: readonly (readonly number[])[];
  readonly rougeL: readonly number[];
  /** rouge-score’s F, of β = 1. */
  readonly rougeLf1: readonly number[];
  readonly meteor: readonly number[];
  readonly cider: readonly number[];
}

// Texts go through standard input: they may be longer than arguments may be.
const script = `
import json, sys
from nltk.stem.porter import PorterStemmer
from nltk.translate.meteor_score import single_meteor_score
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.rouge.rouge import Rouge
from rouge_score.rouge_scorer import RougeScorer

class NoSynonyms:
    def synsets(self, word): return []
class Words:
    def tokenize(self, text): return text.split()

pairs = json.load(sys.stdin)
res = {i: [generated] for i, (generated, _) in enumerate(pairs)}
gts = {i: [reference] for i, (_, reference) in enumerate(pairs)}
stemmer = PorterStemmer(mode="MARTIN_EXTENSIONS")
bleu, bleus = Bleu(4).compute_score(gts, res, verbose=0)
scorer = RougeScorer(["rougeL"], tokenizer=Words())
json.dump({
    "bleu": bleu,
    "bleus": list(zip(*bleus)),
    "rougeL": list(Rouge().compute_score(gts, res)[1]),
    "rougeLf1": [scorer.score(reference, generated)["rougeL"].fmeasure for generated, reference in pairs],
    "meteor": [single_meteor_score(reference.split(), generated.split(), stemmer=stemmer, wordnet=NoSynonyms()) for generated, reference in pairs],
    "cider": list(Cider().compute_score(gts, res)[1]),
}, sys.stdout)
`;

/** Whether a Python has pycocoevalcap, nltk and rouge-score. */
export const hasPeers = (python: string): boolean =>
  python !== '' && spawnSync(python, ['-c', 'import pycocoevalcap, nltk, rouge_score']).status === 0;

/** Scores by pycocoevalcap 1.2, nltk 3.10.4 and rouge-score 0.1.2. */
export function peerScores(python: string, pairs: readonly Pair[]): PeerScores {
  const input = JSON.stringify(pairs.map((pair) => pair.map((text) => countText(text).words.join(' '))));
  return JSON.parse(execFileSync(python, ['-c', script], { input, encoding: 'utf8', maxBuffer: 2 ** 28 }));
}

/** Porter stems by nltk. */
export function peerStems(python: string, words: readonly string[]): readonly string[] {
  const stems = `
import json, sys
from nltk.stem.porter import PorterStemmer
stemmer = PorterStemmer(mode="MARTIN_EXTENSIONS")
json.dump([stemmer.stem(word) for word in json.load(sys.stdin)], sys.stdout)
`;
  return JSON.parse(execFileSync(python, ['-c', stems], { input: JSON.stringify(words), encoding: 'utf8' }));
}
