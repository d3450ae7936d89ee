import type { TransformerShape } from '../ops/transformer-block.ts';

/** A product of the step: `count` times, `batch` matrices of [rows, inner] · [inner, columns]. */
export interface Product {
  readonly count: number;
  readonly batch: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** The first layer has no gradient of its input. */
  readonly leaf?: boolean;
}

/** The products of a transformer's forward pass over [batch, length, dim]. */
export function transformerProducts({ dim, depth, heads }: TransformerShape, batch: number, length: number): Product[] {
  const rows = batch * length;
  const headDim = dim / heads;
  return [
    { count: depth, batch: 1, rows, inner: dim, columns: 3 * dim },
    { count: depth, batch: batch * heads, rows: length, inner: headDim, columns: length },
    { count: depth, batch: batch * heads, rows: length, inner: length, columns: headDim },
    { count: depth, batch: 1, rows, inner: dim, columns: dim },
    { count: depth, batch: 1, rows, inner: dim, columns: 4 * dim },
    { count: depth, batch: 1, rows, inner: 4 * dim, columns: dim },
  ];
}

/** Floating-point operations of a step's matrix products; everything else in the step counts as nothing. */
export function stepFlopOf(products: readonly Product[]): number {
  return products.reduce(
    (sum, { count, batch, rows, inner, columns, leaf }) =>
      sum + (leaf ? 4 : 6) * count * batch * rows * inner * columns,
    0,
  );
}
