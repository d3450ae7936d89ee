export type Side = 'left' | 'right';

const numbers = { left: 1, right: 2 } as const;
const sides = [undefined, 'left', 'right'] as const;

/** A side as columns hold it: 0 none, 1 left, 2 right. */
export const sideNumber = (side: Side | null | undefined): number => (side ? numbers[side] : 0);

/** The side of a column's number; undefined for none. */
export const sideOfNumber = (number: number): Side | undefined => sides[number];
