import { setTimeout as delay } from 'node:timers/promises';

/** How long a connection may take to be closed. */
const patienceMs = 3000;

/** Ends what is not needed any more; whoever leaves is never kept by a connection that does not say that it is closed. */
export async function leave(closing: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const over = delay(patienceMs, undefined, { signal: done.signal, ref: false }).catch(() => undefined);
  await Promise.race([closing.catch(() => undefined), over]);
  done.abort();
}
