const collator = new Intl.Collator('en', { numeric: true });

/** `train_2` before `train_10`; names that differ never tie. */
export const naturally = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : Number(a > b));
