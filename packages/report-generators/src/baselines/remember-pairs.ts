import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors } from '@totalfm/compute';
import {
  groupBy,
  partName,
  rowsOf,
  throwIfAborted,
  writeFileWhole,
  type GeneratorTraining,
  type PairReader,
} from '@totalfm/core';
import { parseJsonLines } from '@totalfm/run-format';
import { z } from 'zod';
import { reportErrors } from '../errors.ts';
import { reusableSentences } from '../language/reusable-sentences.ts';
import { embeddedRows, undoubted } from './embedded-rows.ts';
import type { Remembered } from './neighbours.ts';

/** Pairs of one piece: what a kill loses at most. */
const pieceSize = 512;

const remembered = z.object({
  part: z.string(),
  present: z.array(z.string()),
  uncertain: z.array(z.string()),
  sentences: z.array(
    z.object({ text: z.string(), findings: z.array(z.string()), denies: z.array(z.string()), normal: z.boolean() }),
  ),
});

/** What was said of training volumes, with their embeddings. */
export interface RememberedPairs {
  readonly lines: readonly Remembered[];
  readonly vectors: readonly Float32Array[];
}

/**
 * Embeds training volumes of which reports speak, at most `most` of each part, spread evenly over the store. Each piece is kept in
 * `workDir` as soon as it is whole. Throws `TFM_WRITE_NO_PAIRS`.
 */
export async function rememberPairs(
  { pairs, anatomy, embedder, workDir, progress, signal }: GeneratorTraining,
  most: number,
): Promise<RememberedPairs> {
  const indices = chosenPairs(pairs, most);
  if (indices.length === 0)
    throw reportErrors.TFM_WRITE_NO_PAIRS({
      component: 'retrieval',
      message: 'No training report says anything of an organ whose mask is not in doubt.',
      fix: 'Give the cohort more exams with reports, or other splits.',
    });
  const whole: { lines: Remembered[]; vectors: Float32Array[] } = { lines: [], vectors: [] };
  for (let start = 0, piece = 0; start < indices.length; start += pieceSize, piece++) {
    throwIfAborted(signal);
    const name = `retrieval-${piece}`;
    let part = await readPairs(workDir, name).catch(() => undefined);
    if (!part) {
      const [lines, vectors]: [Remembered[], Float32Array[]] = [[], []];
      const some = indices.slice(start, start + pieceSize);
      for await (const { row, vector } of embeddedRows(pairs, some, { embedder, progress, signal })) {
        const of = (state: string) => Object.keys(row.states).filter((id) => row.states[id] === state);
        const sentences = [...reusableSentences(row, anatomy)];
        lines.push({ part: partName(row), present: of('present'), uncertain: of('uncertain'), sentences });
        vectors.push(vector);
      }
      part = { lines, vectors };
      await writePairs(workDir, name, part);
    }
    whole.lines.push(...part.lines);
    whole.vectors.push(...part.vectors);
    progress.update(Math.min(start + pieceSize, indices.length), indices.length, 'training volumes embedded');
  }
  return whole;
}

function chosenPairs(pairs: PairReader, most: number): readonly number[] {
  const { organ, side, sentences } = pairs.columns;
  const spoken = undoubted(pairs, rowsOf(pairs, 'train')).filter((index) => sentences[index] > 0);
  const byPart = groupBy(spoken, (index) => `${organ[index]} ${side[index]}`);
  const chosen = [...byPart.values()].flatMap((some) => {
    if (some.length <= most) return some;
    return Array.from({ length: most }, (_, place) => some[Math.floor((place * some.length) / most)]);
  });
  return chosen.sort((a, b) => a - b);
}

const files = (dir: string, name: string) => [join(dir, `${name}.safetensors`), join(dir, `${name}.jsonl`)] as const;

/** Writes vectors as one tensor [pairs, width], texts as JSON lines beside it. */
export async function writePairs(dir: string, name: string, { lines, vectors }: RememberedPairs): Promise<void> {
  const [tensors, texts] = files(dir, name);
  const width = vectors[0]?.length ?? 0;
  const data = new Float32Array(vectors.length * width);
  vectors.forEach((vector, index) => data.set(vector, index * width));
  await writeFileWhole(texts, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  // Last: where it is there, both are.
  await writeFileWhole(tensors, encodeSafetensors({ vectors: { shape: [vectors.length, width], data } }));
}

/** Throws what reading throws. */
export async function readPairs(dir: string, name: string): Promise<RememberedPairs> {
  const [tensors, texts] = files(dir, name);
  const { vectors } = decodeSafetensors(await readFile(tensors), tensors).tensors;
  const lines = parseJsonLines(await readFile(texts, 'utf8'), remembered, { file: texts });
  const [count, width] = vectors.shape;
  return {
    lines,
    vectors: Array.from({ length: count }, (_, index) => vectors.data.subarray(index * width, (index + 1) * width)),
  };
}
