import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/** Run by a Node of its own: trains byte-pair encoding on lower-cased words of a text file, and writes a `tokenizer.json`. */
const program = `
const [library, corpus, out] = process.argv.slice(1);
const { BPE, Tokenizer, bertNormalizer, bertPreTokenizer } = require(library);
const tokenizer = new Tokenizer(BPE.empty());
tokenizer.setNormalizer(bertNormalizer());
tokenizer.setPreTokenizer(bertPreTokenizer());
tokenizer.train([corpus]);
tokenizer.save(out);
`;

/**
 * Trains a tokenizer in a process of its own: the native library prints line feeds past whatever Node makes of stdout, and
 * aborts the whole process where nobody reads them.
 */
export async function trainTokenizer(corpus: string, out: string): Promise<void> {
  // The library is needed in training only: embedding with a trained model works without it.
  const library = createRequire(import.meta.url).resolve('@anush008/tokenizers');
  // Ctrl-C is for the run, which stops in its own way: a terminal sends it to every process of its group.
  const options = { detached: true, maxBuffer: Infinity } as object;
  await promisify(execFile)(process.execPath, ['-e', program, library, corpus, out], options);
}
