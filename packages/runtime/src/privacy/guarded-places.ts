/**
 * The places where Node opens sockets and asks for names, each made to refuse. Every function here is closed, as
 * `installGuard` says: it uses nothing but its arguments.
 */

/** The error for a host that may not be reached; undefined where it may. */
export type Refused = (host: unknown) => Error | undefined;

type Callable = (...args: unknown[]) => unknown;

export function refusalOf(host: string): Error {
  const details = {
    code: 'TFM_PRIVACY_REMOTE',
    message: `A connection to ${host} was refused: the experiment does not allow anything to leave this machine.`,
    where: { option: 'privacy.remote' },
    fix: 'Use a service on this machine (127.0.0.1), name the host in `privacy: { hosts: [...] }`, or set `privacy: { remote: allow }`: reports are then de-identified before they leave.',
  };
  return Object.assign(new Error(details.message), details, {
    name: 'TotalFmError',
    [Symbol.for('totalfm.Error')]: true,
    toJSON: () => details,
  });
}

/** TCP and TLS, and with them http, https, http2, fetch and WebSockets. */
export function guardTcp(refused: Refused): void {
  const { Socket } = process.getBuiltinModule('node:net') as unknown as {
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
}

export function guardUdp(refused: Refused): void {
  const { Socket } = process.getBuiltinModule('node:dgram') as unknown as {
    Socket: { prototype: Record<'send' | 'connect', Callable> };
  };
  const { send, connect: connectUdp } = Socket.prototype;
  const hostOf = (args: readonly unknown[]) => args.find((argument) => typeof argument === 'string') ?? '127.0.0.1';
  Socket.prototype.send = function guardedSend(...args: unknown[]) {
    const error = refused(hostOf(args.slice(1)));
    if (error) throw error;
    return send.apply(this, args);
  };
  Socket.prototype.connect = function guardedConnectUdp(...args: unknown[]) {
    const error = refused(hostOf(args));
    if (error) throw error;
    return connectUdp.apply(this, args);
  };
}

/** A question for a name leaves the machine too, and can carry anything. */
export function guardNames(refused: Refused): void {
  const dns = process.getBuiltinModule('node:dns') as unknown as Record<string, Callable> & {
    promises: Record<string, Callable>;
    Resolver: { prototype: Record<string, Callable> };
  };
  const promises = dns.promises as typeof dns.promises & { Resolver: { prototype: Record<string, Callable> } };
  const guardOwner = (owner: Record<string, Callable>, asPromise: boolean) => {
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
  guardOwner(dns, false);
  guardOwner(dns.Resolver.prototype, false);
  guardOwner(promises, true);
  guardOwner(promises.Resolver.prototype, true);
}

interface ThreadOptions {
  readonly eval?: boolean;
  readonly execArgv?: string[];
}

/** A thread that is started while connections are refused runs the source that is given then first, whoever starts it. */
export function guardThreads(sourceOf: () => string | undefined): void {
  const threads = process.getBuiltinModule('node:worker_threads') as unknown as {
    Worker: new (file: string | URL, options?: ThreadOptions) => object;
  };
  threads.Worker = class Worker extends threads.Worker {
    constructor(file: string | URL, options: ThreadOptions = {}) {
      const source = sourceOf();
      if (source === undefined) super(file, options);
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
}
