import { isTotalFmError } from '@totalfm/core';

/** What can go wrong with a request. */
export type FailureKind = 'timeout' | 'rate-limit' | 'server' | 'network' | 'refused' | 'unusable' | 'budget' | 'other';

const retryable: ReadonlySet<FailureKind> = new Set<FailureKind>(['timeout', 'rate-limit', 'server', 'network']);

/** A failed request without its message: a provider's message may repeat the report that was sent. */
export class ModelFailure extends Error {
  readonly kind: FailureKind;
  readonly status?: number;
  /** What the provider asks to wait before the next request. */
  readonly retryAfterMs?: number;

  constructor(
    kind: FailureKind,
    { status, retryAfterMs }: { readonly status?: number; readonly retryAfterMs?: number } = {},
  ) {
    super(`${kind}${status === undefined ? '' : ` (HTTP ${status})`}`);
    this.name = 'ModelFailure';
    this.kind = kind;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  get mayPass(): boolean {
    return retryable.has(this.kind);
  }
}

/** Sorts what a client library threw. A coded error (a refused connection to another machine) is thrown on. */
export function failureOf(error: unknown, timedOut: boolean): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const chain = causes(error);
  const coded = chain.find(isTotalFmError);
  if (coded) throw coded;
  if (timedOut) return new ModelFailure('timeout');
  const status = chain.map(statusOf).find((value) => value !== undefined);
  if (status !== undefined) {
    const retryAfterMs = chain.map(retryAfterOf).find((value) => value !== undefined);
    if (status === 429) return new ModelFailure('rate-limit', { status, retryAfterMs });
    if (status === 408) return new ModelFailure('timeout', { status });
    return new ModelFailure(status >= 500 ? 'server' : 'refused', { status, retryAfterMs });
  }
  return new ModelFailure(chain.some(isNetworkError) ? 'network' : 'other');
}

function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (
    let at: unknown = error;
    at !== undefined && at !== null && chain.length < 10;
    at = (at as { cause?: unknown }).cause
  )
    chain.push(at);
  const errors = (chain[0] as { errors?: unknown[] } | undefined)?.errors;
  return Array.isArray(errors) ? [...chain, ...errors] : chain;
}

function statusOf(error: unknown): number | undefined {
  const { status, statusCode, status_code, response } = (error ?? {}) as Record<string, unknown> & {
    response?: { status?: unknown };
  };
  return [status, statusCode, status_code, response?.status].find(
    (value): value is number => typeof value === 'number' && value >= 400,
  );
}

function retryAfterOf(error: unknown): number | undefined {
  const { headers } = (error ?? {}) as { headers?: Headers | Record<string, string> };
  const value = headers instanceof Headers ? headers.get('retry-after') : headers?.['retry-after'];
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

const networkCode = /^(E(CONN|PIPE|HOST|NET|NOTFOUND|AI_AGAIN|PROTO|TIMEDOUT)|UND_ERR|HPE_)/;
const networkMessage =
  /fetch failed|terminated|socket hang up|network|premature close|connection error|did not receive done|unexpected end|stream/i;

function isNetworkError(error: unknown): boolean {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  return (
    (typeof code === 'string' && networkCode.test(code)) ||
    /Connection|Timeout/.test(String(name)) ||
    networkMessage.test(String(message))
  );
}
