import { exitCodes } from './exit-code.ts';

/**
 * A signal that Ctrl-C (or a polite kill) aborts: the work stops at its next safe point and can be resumed. The second
 * Ctrl-C ends the process at once, which is safe too.
 */
export function interruptible(onInterrupt: () => void): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    onInterrupt();
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
