/**
 * A signal that Ctrl-C (or a polite kill) aborts: the work stops at its next safe point and can be resumed. The second
 * Ctrl-C ends the process at once, which is safe too: shells see 130.
 */
export function interruptible(onInterrupt: () => void): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) return endAtOnce();
    onInterrupt();
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

/** By the signal itself: an orderly exit takes native libraries apart while their threads compute, and they abort. */
function endAtOnce(): void {
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  process.kill(process.pid, 'SIGINT');
}
