/**
 * Refuses connections to other machines at the places where Node opens sockets and asks for names: TCP and TLS (and with them
 * http, https, http2, fetch and WebSockets), UDP, and DNS. Installed once in a thread; whether it refuses is asked each time.
 *
 * The function is closed: it uses nothing but its arguments, because worker threads get it as source text, before they load
 * anything else. Programs that are started as processes of their own are out of its reach.
 */
export function installGuard(isLoopback: (host: string) => boolean, refuseFromStart: boolean): GuardState {
  const key = Symbol.for('totalfm.SocketGuard');
  const shared = globalThis as unknown as Record<symbol, GuardState | undefined>;
  const existing = shared[key];
  if (existing) return existing;
  const state: GuardState = { refusing: refuseFromStart ? 1 : 0 };
  shared[key] = state;

  type Callable = (...args: unknown[]) => unknown;
  const builtin = (name: string) => process.getBuiltinModule(name) as unknown;
  const refusal = (host: string): Error => {
    const details = {
      code: 'TFM_PRIVACY_REMOTE',
      message: `A connection to ${host} was refused: the experiment does not allow anything to leave this machine.`,
      where: { option: 'privacy.remote' },
      fix: 'Use a service on this machine (127.0.0.1), or set `privacy: { remote: allow }`: reports are then de-identified before they leave.',
    };
    return Object.assign(new Error(details.message), details, {
      name: 'TotalFmError',
      [Symbol.for('totalfm.Error')]: true,
      toJSON: () => details,
    });
  };
  const refused = (host: unknown): Error | undefined =>
    state.refusing > 0 && !isLoopback(String(host)) ? refusal(String(host)) : undefined;

  const { Socket } = builtin('node:net') as {
    Socket: { prototype: { connect: Callable; destroy(error: Error): unknown } };
  };
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function guardedConnect(this: { destroy(error: Error): unknown }, ...args: unknown[]) {
    // `net.connect` hands over its arguments as one normalised array.
    const given = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
    const options =
      typeof given[0] === 'object' && given[0] !== null
        ? (given[0] as { host?: string; path?: string })
        : {
            host: typeof given[1] === 'string' ? given[1] : undefined,
            path: typeof given[0] === 'string' && !/^\d+$/.test(given[0]) ? given[0] : undefined,
          };
    const error = options.path ? undefined : refused(options.host ?? 'localhost');
    if (!error) return connect.apply(this, args);
    process.nextTick(() => this.destroy(error));
    return this;
  };

  const { Socket: UdpSocket } = builtin('node:dgram') as {
    Socket: { prototype: Record<'send' | 'connect', Callable> };
  };
  const { send, connect: connectUdp } = UdpSocket.prototype;
  const hostOf = (args: readonly unknown[]) => args.find((argument) => typeof argument === 'string') ?? '127.0.0.1';
  UdpSocket.prototype.send = function guardedSend(...args: unknown[]) {
    const error = refused(hostOf(args.slice(1)));
    if (error) throw error;
    return send.apply(this, args);
  };
  UdpSocket.prototype.connect = function guardedConnectUdp(...args: unknown[]) {
    const error = refused(hostOf(args));
    if (error) throw error;
    return connectUdp.apply(this, args);
  };

  // A question for a name leaves the machine too, and can carry anything.
  const dns = builtin('node:dns') as Record<string, Callable> & {
    promises: Record<string, Callable>;
    Resolver: { prototype: Record<string, Callable> };
  };
  const promises = dns.promises as typeof dns.promises & { Resolver: { prototype: Record<string, Callable> } };
  const guardNames = (owner: Record<string, Callable>, asPromise: boolean) => {
    for (const name of Object.getOwnPropertyNames(owner).filter(
      (property) => /^(lookup|resolve|reverse)/.test(property) && typeof owner[property] === 'function',
    )) {
      const ask = owner[name];
      owner[name] = function guardedName(this: unknown, ...args: unknown[]) {
        const error = refused(args[0]);
        if (!error) return ask.apply(this, args);
        if (asPromise) return Promise.reject(error);
        process.nextTick(args.at(-1) as () => void, error);
        return {};
      };
    }
  };
  guardNames(dns, false);
  guardNames(dns.Resolver.prototype, false);
  guardNames(promises, true);
  guardNames(promises.Resolver.prototype, true);

  // A thread that is started while connections are refused refuses them as well, whoever starts it.
  interface ThreadOptions {
    readonly eval?: boolean;
    readonly execArgv?: string[];
  }
  const threads = builtin('node:worker_threads') as {
    Worker: new (file: string | URL, options?: ThreadOptions) => object;
  };
  const source = `(${installGuard.toString()})(${isLoopback.toString()}, true);`;
  threads.Worker = class Worker extends threads.Worker {
    constructor(file: string | URL, options: ThreadOptions = {}) {
      if (state.refusing === 0) super(file, options);
      // Node 20 does not heed `--import` for a thread whose code is given as text.
      else if (options.eval) super(`${source}\n${String(file)}`, options);
      else
        super(file, {
          ...options,
          execArgv: [
            ...(options.execArgv ?? process.execArgv),
            '--import',
            `data:text/javascript,${encodeURIComponent(source)}`,
          ],
        });
    }
  };
  (process.getBuiltinModule('node:module') as { syncBuiltinESMExports(): void }).syncBuiltinESMExports();
  return state;
}

/** Shared by every copy of this code in a thread. */
export interface GuardState {
  /** How many have asked for refusal and not ended it. */
  refusing: number;
}
