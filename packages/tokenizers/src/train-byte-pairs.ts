import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TokenizerJson } from './tokenizer-json.ts';

/** What merges may join: letters of lower-cased words (BERT's), or bytes of words with the space before them (GPT-2's). */
export type Alphabet = 'letters' | 'bytes';

/** Run by a Node of its own: trains byte-pair encoding on a text file, and writes a `tokenizer.json`. */
const program = `
const [library, alphabet, corpus, out] = process.argv.slice(1);
const { BPE, Tokenizer, bertNormalizer, bertPreTokenizer, byteLevelPreTokenizer } = require(library);
const tokenizer = new Tokenizer(BPE.empty());
if (alphabet === 'letters') tokenizer.setNormalizer(bertNormalizer());
tokenizer.setPreTokenizer(alphabet === 'letters' ? bertPreTokenizer() : byteLevelPreTokenizer(false));
tokenizer.train([corpus]);
tokenizer.save(out);
`;

/**
 * Trains byte-pair encoding on texts in a process of its own: the native library prints line feeds past whatever Node makes of
 * stdout, and aborts the whole process where nobody reads them. (Not WordPiece: its trainer gives the entries in another order
 * each time.) The same texts give the same merges.
 */
export async function trainBytePairs(texts: readonly string[], alphabet: Alphabet): Promise<TokenizerJson> {
  // The library is needed in training only: a trained model works without it.
  const library = createRequire(import.meta.url).resolve('@anush008/tokenizers');
  const dir = await mkdtemp(join(tmpdir(), 'totalfm-vocabulary-'));
  try {
    const corpus = join(dir, 'texts.txt');
    // The trainer reads lines: a text that goes over several is one.
    await writeFile(corpus, texts.map((text) => text.replace(/\s+/g, ' ')).join('\n'));
    const out = join(dir, 'tokenizer.json');
    // Ctrl-C is for the run, which stops in its own way: a terminal sends it to every process of its group.
    const options = { detached: true, maxBuffer: Infinity } as object;
    await promisify(execFile)(process.execPath, ['-e', program, library, alphabet, corpus, out], options);
    return JSON.parse(await readFile(out, 'utf8')) as TokenizerJson;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
