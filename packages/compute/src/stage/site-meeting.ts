import type { Feeds, JoinedTraining, ParameterValues } from '@totalfm/core';
import type { SessionOptions } from '../session.ts';
import type { StepDefinition } from '../train/training-program.ts';
import { createValidationLoss } from './validation-loss.ts';

export interface MeetingParts {
  readonly definition: StepDefinition;
  readonly schedule: Pick<SessionOptions, 'threads' | 'device'>;
  readonly validation?: () => Promise<readonly Feeds[]>;
  readonly cache?: string;
}

/** What one site does at each exchange with others. */
export interface Meeting {
  /** The loss of a step. */
  note(loss: number): void;
  /** Hands in what parameters have become and what they are worth; gives what they are for all. */
  exchange(step: number, values: ParameterValues): Promise<ParameterValues>;
  close(): Promise<void>;
}

export async function openMeeting(
  joined: JoinedTraining,
  { definition, schedule: { threads, device }, validation, cache }: MeetingParts,
): Promise<Meeting> {
  const batches = (await validation?.()) ?? [];
  const measured =
    batches.length > 0 ? await createValidationLoss(definition, batches, { threads, device, cache }) : undefined;
  let common = await measured?.of(joined.start);
  let losses: number[] = [];
  return {
    note: (loss) => void losses.push(loss),
    async exchange(step, values) {
      const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
      losses = [];
      const own = await measured?.of(values);
      const told = { loss, ...(own !== undefined && common !== undefined && { validation: { own, common } }) };
      const agreed = await joined.exchange(step, values, told);
      common = await measured?.of(agreed);
      return agreed;
    },
    async close() {
      await measured?.dispose();
      await joined.close();
    },
  };
}
