/** `npm run bench -w @totalfm/language-models [-- NAME]`: every benchmark as JSON, or the one of a name. */
import { measureDecoding } from './measure-decoding.ts';
import { measureLarge } from './measure-large.ts';
import { halfBillion } from './models.ts';

/** A tenth of the layers and embeddings: for trying the benchmark itself. */
const small = { ...halfBillion, vocabulary: 8000, layers: halfBillion.layers.slice(0, 3) };

const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  decoding: () => measureDecoding(),
  'half-billion': () => measureLarge(),
  'half-billion int8': () => measureLarge({ quantize: 'int8' }),
  'small trial': () => measureLarge({ config: small }),
};

const [name] = process.argv.slice(2);
for (const [each, run] of Object.entries(benchmarks))
  if (name === undefined || name === each)
    console.log(JSON.stringify({ benchmark: each, result: await run() }, undefined, 2));
