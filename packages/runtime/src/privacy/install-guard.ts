import type { guardNames, guardTcp, guardThreads, guardUdp, refusalOf } from './guarded-places.ts';

/** What the guard is made of: closed functions. */
export interface GuardParts {
  readonly isLoopback: (host: string) => boolean;
  readonly refusalOf: typeof refusalOf;
  readonly guardTcp: typeof guardTcp;
  readonly guardUdp: typeof guardUdp;
  readonly guardNames: typeof guardNames;
  readonly guardThreads: typeof guardThreads;
}

/** Shared by every copy of this code in a thread. */
export interface GuardState {
  /** What each of those that refuse allows all the same: nothing is refused while there are none. */
  readonly allowed: Set<readonly string[]>;
}

/**
 * Refuses connections to other machines at the places where Node opens sockets and asks for names: TCP and TLS (and with them
 * http, https, http2, fetch and WebSockets), UDP, and DNS. Installed once in a thread; whether it refuses is asked each time.
 * With `fromStart`, it refuses all but these hosts from the beginning.
 *
 * The function is closed, and so are its parts: each uses nothing but its arguments, because worker threads get them as source
 * text, before they load anything else. Programs that are started as processes of their own are out of its reach.
 */
export function installGuard(parts: GuardParts, fromStart?: readonly string[]): GuardState {
  const key = Symbol.for('totalfm.SocketGuard');
  const shared = globalThis as unknown as Record<symbol, GuardState | undefined>;
  const existing = shared[key];
  if (existing) return existing;
  const allowed = new Set(fromStart && [fromStart]);
  const state: GuardState = { allowed };
  shared[key] = state;

  const { isLoopback, refusalOf, guardTcp, guardUdp, guardNames, guardThreads } = parts;
  const refused = (host: unknown): Error | undefined =>
    isLoopback(String(host)) || [...allowed].every((hosts) => hosts.includes(String(host)))
      ? undefined
      : refusalOf(String(host));
  guardTcp(refused);
  guardUdp(refused);
  guardNames(refused);
  const sources = Object.entries(parts).map(([name, part]) => `${name}: ${String(part)}`);
  guardThreads(() => {
    const [first, ...others] = allowed;
    if (!first) return undefined;
    const common = first.filter((host) => others.every((hosts) => hosts.includes(host)));
    return `(${installGuard.toString()})({ ${sources.join(', ')} }, ${JSON.stringify(common)});`;
  });
  (process.getBuiltinModule('node:module') as { syncBuiltinESMExports(): void }).syncBuiltinESMExports();
  return state;
}
