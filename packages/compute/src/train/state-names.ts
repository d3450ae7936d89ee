/** Prefixes of a step's state among its inputs and, with `next:` before them, its outputs. */
export const PARAMETER = 'parameter:';
export const MEAN = 'mean:';
export const SQUARE = 'square:';
export const GRADIENT = 'gradient:';
export const NEXT = 'next:';
