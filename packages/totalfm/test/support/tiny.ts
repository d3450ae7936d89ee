import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything real, and as small as it can be: a run takes a few seconds. */
export const tinyExperiment = `name: tiny
seed: 3
cohort: { use: phantom, exams: 16, seed: 5, spacing: [8, 8, 10], splits: { train: 0.5, validation: 0.2, test: 0.3 } }
organs: [lung, liver, kidney]
cutter: { size: [16, 16, 16] }
vision: { dim: 24, depth: 1, heads: 2, width: 16, patch: [8, 8, 8] }
text: { dim: 16, depth: 1, heads: 2, width: 16, tokens: 16, vocabulary: 300 }
pretrain: { use: videomae, steps: 12, batch: 8, warmup: 2, saveEvery: 4, decoderDim: 16, decoderHeads: 2 }
align: { steps: 12, batch: 8, warmup: 2, saveEvery: 4, organsPerBatch: 2 }
evaluate:
  - { use: findings, resamples: 20 }
  - { use: organ-lesions, resamples: 20 }
`;

/** A new folder with `tiny.yaml`. */
export function tinyFolder(experiment = tinyExperiment): string {
  const dir = mkdtempSync(join(tmpdir(), 'totalfm-cli-'));
  writeFileSync(join(dir, 'tiny.yaml'), experiment);
  return dir;
}
