/** Prefixes of a step's state among its inputs and, with `next:` before them, its outputs; slots go by their own names. */
export const PARAMETER = 'parameter:';
export const AVERAGE = 'average:';
export const GRADIENT = 'gradient:';
export const NEXT = 'next:';
