/** Prefixes of a step's state among its inputs and, with `next:` before them, its outputs; slots go by their own names. */
export const PARAMETER = 'parameter:';
export const AVERAGE = 'average:';
export const GRADIENT = 'gradient:';
export const NEXT = 'next:';

/** What goes between the programs of a batch that is worked on in parts. */
export const REPRESENTATION = 'representation:';
export const CACHED = 'cached:';
