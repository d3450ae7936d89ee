import type { BodyKnowledge } from '@totalfm/core';
import { bodyOrder } from './body-order.ts';
import { normalRanges } from './normal-ranges.ts';
import { onePiece } from './one-piece.ts';

/** What masks are held against. */
export const bodyKnowledge: BodyKnowledge = { order: bodyOrder, ranges: normalRanges, onePiece };
