import PQueue from 'p-queue';
import pRetry from 'p-retry';
import { throwIfAborted } from '@totalfm/core';
import { failureOf, ModelFailure } from './model-failure.ts';

export interface Limits {
  readonly concurrency: number;
  /** Undefined: as many as the concurrency allows. */
  readonly requestsPerMinute?: number;
  readonly timeoutSeconds: number;
  /** Tries after the first. */
  readonly retries: number;
  /** Wait before the first retry; each further one waits twice as long. */
  readonly backoffSeconds: number;
}

export interface RequestLimits {
  /**
   * Does a request when its turn comes, again while it fails in a way that may pass. Rejects with a {@link ModelFailure}, or
   * with a coded error. `onAttempt` is called for each try, `onRetry` for each but the first.
   */
  run<T>(
    request: (signal: AbortSignal) => Promise<T>,
    options: { readonly signal?: AbortSignal; readonly onRetry?: () => void; readonly onAttempt?: () => void },
  ): Promise<T>;
}

/** Requests that failed to the end, in a row, before the server counts as down: from then on each is tried once only. */
const downAfter = 3;
const longestWaitMs = 60_000;

export function createRequestLimits({
  concurrency,
  requestsPerMinute,
  timeoutSeconds,
  retries,
  backoffSeconds,
}: Limits): RequestLimits {
  const queue = new PQueue({
    concurrency,
    ...(requestsPerMinute ? { interval: 60_000 / requestsPerMinute, intervalCap: 1 } : {}),
  });
  let failedInARow = 0;

  async function attempt<T>(request: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    const stop = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      // A client that does not heed its signal must not hold its place for ever.
      return await Promise.race([request(stop), aborted(stop)]);
    } catch (error) {
      throwIfAborted(signal);
      throw failureOf(error, timeout.aborted);
    }
  }

  return {
    async run(request, { signal, onRetry, onAttempt }) {
      const turn = () =>
        queue.add(() => {
          throwIfAborted(signal);
          onAttempt?.();
          return attempt(request, signal);
        });
      try {
        const result = await pRetry(turn, {
          retries: failedInARow >= downAfter ? 0 : retries,
          factor: 2,
          minTimeout: backoffSeconds * 1000,
          maxTimeout: longestWaitMs,
          signal,
          shouldRetry: ({ error }) =>
            (error as unknown) instanceof ModelFailure && (error as unknown as ModelFailure).mayPass,
          onFailedAttempt: async ({ error, retriesLeft }) => {
            const failure = error as unknown;
            if (!(failure instanceof ModelFailure && failure.mayPass) || retriesLeft === 0) return;
            if (failure.retryAfterMs) await pause(Math.min(failure.retryAfterMs, longestWaitMs), signal);
            onRetry?.();
          },
        });
        failedInARow = 0;
        return result;
      } catch (error) {
        throwIfAborted(signal);
        if (error instanceof ModelFailure && error.mayPass) failedInARow++;
        throw error;
      }
    },
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
  );

const pause = (milliseconds: number, signal?: AbortSignal) =>
  new Promise<void>((done) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      done();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener('abort', finish, { once: true });
  });
