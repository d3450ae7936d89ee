import { isLoopback, type Privacy } from '@totalfm/core';
import { guardNames, guardTcp, guardThreads, guardUdp, refusalOf } from './guarded-places.ts';
import { installGuard } from './install-guard.ts';

const parts = { isLoopback, refusalOf, guardTcp, guardUdp, guardNames, guardThreads };

/**
 * While `remote` is `refuse`, connections of this thread, and of threads that it starts, to anything but this machine's
 * loopback and the experiment's `hosts` fail with `TFM_PRIVACY_REMOTE`. Returns what ends it. Of several at once each has to
 * allow a host.
 */
export function guardSockets({ remote, hosts = [] }: Privacy): () => void {
  if (remote === 'allow') return () => {};
  const { allowed } = installGuard(parts);
  // A list of its own, so that it is the one that is taken out.
  const own = [...hosts];
  allowed.add(own);
  return () => void allowed.delete(own);
}
