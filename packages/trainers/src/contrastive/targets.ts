import type { PairRow } from '@totalfm/core';
import { matchStatement, type Statement } from './statement.ts';

/** Soft targets of a batch: [images, texts] row-major. */
export interface Targets {
  /** 1 where the text holds for the image, each row divided by its sum. */
  readonly byImage: Float32Array;
  /** 1 where the text holds for the image, each column divided by its sum; a further text may hold for none. */
  readonly byText: Float32Array;
  /** 1 where nothing is known: these pairs are neither positive nor negative. */
  readonly ignore: Float32Array;
}

/**
 * A pair always matches its own text, the statement at its own place; every other combination is judged by what the two reports state.
 * Statements beyond those of the pairs are of other reports.
 */
export function softTargets(rows: readonly PairRow[], statements: readonly Statement[]): Targets {
  const texts = statements.length;
  const positive = new Float32Array(rows.length * texts);
  const ignore = new Float32Array(positive.length);
  rows.forEach((row, i) =>
    statements.forEach((statement, j) => {
      const match = i === j ? 'match' : matchStatement(statement, row);
      if (match === 'match') positive[i * texts + j] = 1;
      else if (match === 'unknown') ignore[i * texts + j] = 1;
    }),
  );
  const byImage = positive.slice();
  const byText = positive.slice();
  for (let i = 0; i < rows.length; i++) {
    const sum = positive.subarray(i * texts, (i + 1) * texts).reduce((a, b) => a + b, 0);
    for (let j = 0; j < texts; j++) byImage[i * texts + j] /= sum;
  }
  for (let j = 0; j < texts; j++) {
    let sum = 0;
    for (let i = 0; i < rows.length; i++) sum += positive[i * texts + j];
    for (let i = 0; sum > 0 && i < rows.length; i++) byText[i * texts + j] /= sum;
  }
  return { byImage, byText, ignore };
}
