import type { PairRow } from '@totalfm/core';
import { matchStatement, type Statement } from './statement.ts';

/** Soft targets of a batch: [n, n] row-major, images along rows, texts along columns. */
export interface Targets {
  /** 1 where the text holds for the image, each row divided by its sum. */
  readonly byImage: Float32Array;
  /** 1 where the text holds for the image, each column divided by its sum. */
  readonly byText: Float32Array;
  /** 1 where nothing is known: these pairs are neither positive nor negative. */
  readonly ignore: Float32Array;
}

/** A pair always matches its own text; every other combination is judged by what the two reports state. */
export function softTargets(rows: readonly PairRow[], statements: readonly Statement[]): Targets {
  const n = rows.length;
  const positive = new Float32Array(n * n);
  const ignore = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const match = i === j ? 'match' : matchStatement(statements[j], rows[i]);
      if (match === 'match') positive[i * n + j] = 1;
      else if (match === 'unknown') ignore[i * n + j] = 1;
    }
  }
  const byImage = positive.slice();
  const byText = positive.slice();
  for (let i = 0; i < n; i++) {
    let row = 0;
    let column = 0;
    for (let j = 0; j < n; j++) {
      row += positive[i * n + j];
      column += positive[j * n + i];
    }
    for (let j = 0; j < n; j++) {
      byImage[i * n + j] /= row;
      byText[j * n + i] /= column;
    }
  }
  return { byImage, byText, ignore };
}
