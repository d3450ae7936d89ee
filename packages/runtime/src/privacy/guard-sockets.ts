import { isLoopback, type Privacy } from '@totalfm/core';
import { guardNames, guardTcp, guardThreads, guardUdp, refusalOf } from './guarded-places.ts';
import { installGuard } from './install-guard.ts';

const parts = { isLoopback, refusalOf, guardTcp, guardUdp, guardNames, guardThreads };

/**
 * While `remote` is `refuse`, connections of this thread, and of threads that it starts, to anything but this machine's
 * loopback fail with `TFM_PRIVACY_REMOTE`. Returns what ends it. Of several at once the strictest holds.
 */
export function guardSockets({ remote }: Privacy): () => void {
  if (remote === 'allow') return () => {};
  const state = installGuard(parts, false);
  state.refusing++;
  let ended = false;
  return () => {
    if (!ended) state.refusing--;
    ended = true;
  };
}
