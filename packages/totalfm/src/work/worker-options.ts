import { appErrors } from '../errors.ts';

/** What `totalfm worker` is started with. */
export interface WorkerOptions {
  readonly redis?: string;
  readonly prefix: string;
  readonly lostAfter: number;
  readonly artifacts: string;
  readonly concurrency: number;
  readonly stages?: string;
  readonly plugin?: readonly string[];
  readonly set?: readonly string[];
  readonly array?: string;
  readonly metrics?: string;
}

export const usage = (message: string, fix: string) => appErrors.TFM_USAGE({ message, fix });
