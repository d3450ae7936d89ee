import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matchTorchParameters, readWeights } from '@totalfm/compute';
import { openTokenizer } from '@totalfm/tokenizers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFolder, type OpenFolder } from '../src/text/hugging-face/open-folder.ts';
import { compare, runTrunk, type TrunkAnswer } from './run-tower.ts';

/** A Python with transformers and PyTorch. What was computed once stands in `reference.json`. */
const python = process.env.TOTALFM_TRANSFORMERS_PYTHON;

const dir = await mkdtemp(join(tmpdir(), 'totalfm-texts-'));
afterAll(() => rm(dir, { recursive: true }));

interface Expected {
  readonly ids: number[][];
  readonly lengths: number[];
  readonly hidden: number[];
  readonly pooled: Record<string, number[][]>;
  readonly texts: string[];
  readonly encoded: number[][];
}

describe.skipIf(!python)('text encoders that transformers wrote (skipped without TOTALFM_TRANSFORMERS_PYTHON)', () => {
  beforeAll(() => {
    const script = fileURLToPath(new URL('peer_texts.py', import.meta.url));
    const { status, stderr } = spawnSync(python as string, [script, dir], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }, 300_000);

  describe.each(['bert', 'cxr-bert', 'roberta', 'longformer', 'modernbert', 'modernbert-biased'])('%s', (family) => {
    let folder: OpenFolder;
    let expected: Expected;
    let answer: TrunkAnswer;
    beforeAll(async () => {
      folder = await openFolder({ path: join(dir, family) });
      expected = JSON.parse(await readFile(join(dir, family, 'expected.json'), 'utf8')) as Expected;
      answer = await runTrunk(folder.trunk, await folder.values(), expected);
    });

    it('has the same hidden states, of every token of a text', () => {
      const { lengths, ids, hidden } = expected;
      const dim = folder.trunk.dim;
      lengths.forEach((length, row) => {
        const from = row * ids[0].length * dim;
        const [ours, theirs] = [
          answer.hidden.subarray(from, from + length * dim),
          hidden.slice(from, from + length * dim),
        ];
        const { error, cosine } = compare(ours, theirs);
        expect(cosine).toBeGreaterThan(0.99999);
        expect(error).toBeLessThan(1e-4);
      });
    });

    it('pools them to the same vectors', () => {
      for (const [pooling, vectors] of Object.entries(expected.pooled))
        expect(compare(answer.pooled[pooling], vectors.flat()).error, pooling).toBeLessThan(1e-4);
    });

    it('has the same gradients', async () => {
      const file = join(dir, family, 'gradients.safetensors');
      const theirs = matchTorchParameters(folder.trunk.parameters, await readWeights(file), {
        file,
        nameOf: folder.trunk.torchName,
      });
      const largest = Math.max(...Object.values(theirs).map((gradient) => Math.max(...gradient.map(Math.abs))));
      for (const [name, gradient] of Object.entries(theirs)) {
        const differences = gradient.map((value, index) => Math.abs(value - answer.gradients[name][index]));
        // That of a bias of keys is nothing but rounding: it adds the same to all scores of a query.
        const scale = Math.max(...gradient.map(Math.abs), 1e-3 * largest);
        expect(Math.max(...differences) / scale, name).toBeLessThan(1e-4);
      }
    });

    it('has the same tokens', async () => {
      const tokenizer = openTokenizer(await folder.tokenizer());
      expected.texts.forEach((text, index) => {
        const ours = [tokenizer.begin, ...tokenizer.encode(text), tokenizer.ends[0]];
        expect(ours, JSON.stringify(text)).toEqual(expected.encoded[index]);
      });
    });
  });
});
