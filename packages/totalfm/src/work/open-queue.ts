import { bullmqOptions, createBullMq } from '@totalfm/job-queues';
import { environmentSecrets } from '@totalfm/runtime';

/** Who names a queue on the command line speaks to it, wherever it is: it is the runs that may forbid it. */
export const namedByHand = { remote: 'allow' } as const;

/** The queue that a command is told by `--redis`. Close it after use. */
export const openQueue = ({
  redis,
  ...options
}: {
  readonly redis: string;
  readonly prefix: string;
  readonly lostAfter?: number;
}) =>
  createBullMq(bullmqOptions.parse({ url: redis, ...options }), {
    privacy: namedByHand,
    secrets: environmentSecrets(),
  });
