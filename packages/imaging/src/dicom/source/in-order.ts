/** Files that are open at once. */
const AT_ONCE = 16;

/** Does `work` for every item, several at once, and hands on what came of each in the order of the items. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  const start = (item: Item) => {
    const promise = work(item);
    // It is awaited later; until then a failure is not one that nobody saw.
    promise.catch(() => undefined);
    running.push(promise);
  };
  for await (const item of items) {
    start(item);
    if (running.length >= AT_ONCE) yield await (running.shift() as Promise<Result>);
  }
  for (const promise of running) yield await promise;
}
