import { chestWordings } from './chest.ts';
import { lowerAbdomenWordings } from './lower-abdomen.ts';
import { scanWordings } from './scan.ts';
import type { Wordings } from './types.ts';
import { upperAbdomenWordings } from './upper-abdomen.ts';
import { vesselsBonesBodyWordings } from './vessels-bones-body.ts';

export type { Wordings } from './types.ts';

/** The wordings of every finding that the phantom draws by itself. */
export const wordings: ReadonlyMap<string, Wordings> = new Map(
  [
    ...chestWordings,
    ...upperAbdomenWordings,
    ...lowerAbdomenWordings,
    ...vesselsBonesBodyWordings,
    ...scanWordings,
  ].map((entry) => [entry.finding, entry]),
);
