import { throwIfAborted } from '@totalfm/core';

/** How many exams are looked at at once. */
export const examsAtOnce = 32;

/** Does work on every item, at most `limit` at a time; results in the order of items. The first failure ends it. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  signal?: AbortSignal,
): Promise<readonly Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      throwIfAborted(signal);
      const at = next++;
      results[at] = await work(items[at]);
    }
  };
  const stop = () => (next = items.length);
  await Promise.all(
    Array.from({ length: Math.min(limit, items.length) }, () =>
      worker().catch((error: unknown) => {
        stop();
        throw error;
      }),
    ),
  );
  return results;
}
