import type { JobQueue } from '@totalfm/core';

/**
 * A queue that is opened when it is first spoken to: a model that was trained with other sites is scored where their queue is long gone.
 * One that did not open is tried again by whoever speaks next.
 */
export function onceSpokenTo(place: string, open: () => Promise<JobQueue>): JobQueue & { dispose(): Promise<void> } {
  let opened: Promise<JobQueue> | undefined;
  const queue = () => {
    opened ??= open();
    opened.catch(() => (opened = undefined));
    return opened;
  };
  const close = async () => (await opened)?.close();
  return {
    place,
    offer: async (line, events) => (await queue()).offer(line, events),
    take: async (serves, signal) => (await queue()).take(serves, signal),
    announce: async (notice, seconds) => (await queue()).announce(notice, seconds),
    notices: async () => (await queue()).notices(),
    close,
    dispose: close,
  };
}
