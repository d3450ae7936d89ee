import { fromErrorRecord, throwIfAborted, type JobQueue, type Json } from '@totalfm/core';
import { siteErrors } from '../errors.ts';
import { toSite, type ToCoordinator, type ToSite } from './messages.ts';
import type { DiLoCoOptions } from './options.ts';

/** A site's way to the coordinator, and back. */
export interface SiteLine {
  ask(message: ToCoordinator): Promise<ToSite>;
  close(): Promise<void>;
}

export const lineName = (run: string, site: string, to: 'coordinator' | 'site') => `sites.${run}.${site}.${to}`;

/** What is asked waits in a line of its own, and answers come in another: parameters are in nobody's memory but theirs. */
export async function openSiteLine(
  queue: JobQueue,
  { run, site, patience }: DiLoCoOptions,
  signal?: AbortSignal,
): Promise<SiteLine> {
  const [out, back] = [lineName(run, site, 'coordinator'), lineName(run, site, 'site')];
  let refuse: (error: Error) => void = () => {};
  const line = await queue.offer(
    { name: out, data: { kind: 'sites', run, site, to: 'coordinator' } },
    { progress() {}, done() {}, failed: (_, error) => refuse(fromErrorRecord(error)) },
  );

  async function answerTo({ stage, round }: ToCoordinator, until: AbortSignal): Promise<ToSite | undefined> {
    for (;;) {
      const taken = await queue.take(({ name }) => name === back, until);
      if (!taken) return undefined;
      await taken.done({});
      const answer = toSite.safeParse(taken.job.data).data;
      // Answers to what was asked before a restart may still be there.
      if (answer && answer.stage === stage && answer.round >= round) return answer;
    }
  }

  return {
    async ask(message) {
      const over = new AbortController();
      const refused = new Promise<never>((_, reject) => (refuse = reject));
      refused.catch(() => {});
      await line.add([{ id: `${message.stage}-${message.round}-${Date.now()}`, data: message as unknown as Json }]);
      const until = AbortSignal.any([over.signal, AbortSignal.timeout(patience * 1000), ...(signal ? [signal] : [])]);
      try {
        const answer = await Promise.race([answerTo(message, until), refused]);
        if (answer) return answer;
      } finally {
        over.abort();
      }
      throwIfAborted(signal);
      throw siteErrors.TFM_SITES_SILENT({
        component: 'diloco',
        message: `Nobody has answered ${site} within ${patience} s in round ${message.round} of ${message.stage}.`,
        fix: `Start \`totalfm coordinate ${run}\` at the same queue, and the other sites; this one goes on from its last exchange.`,
      });
    },
    close: () => line.close(),
  };
}
