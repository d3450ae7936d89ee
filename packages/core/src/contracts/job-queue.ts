import type { ErrorRecord } from '../errors.ts';
import type { Json } from '../json.ts';

/** What one run has to do in some of its stages: jobs for workers on any machine. Ids and names only, never words of a report. */
export interface JobLine {
  /** Told from every other line by this name: letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** What a worker must know to do them, as the one who offers and the one who takes agree. */
  readonly data: Json;
}

/** One job. Plain JSON. */
export interface Job {
  /** Told from every other job of its line by this. */
  readonly id: string;
  readonly data: Json;
}

/** What becomes of offered jobs, in any order. What is told may be told again: a job is done at least once. */
export interface JobEvents {
  progress(id: string, data: Json): void;
  done(id: string, result: Json): void;
  /** It was tried as often as it should be, or trying again is of no use. */
  failed(id: string, error: ErrorRecord): void;
}

/** A line that is open: the end of the one who offers jobs. */
export interface OfferedLine {
  /** Puts jobs at the end of the line. One that is there already stays as it is. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Of these jobs, those that the queue does not have: done, failed, or lost with what the queue forgot. */
  missing(ids: readonly string[]): Promise<readonly string[]>;
  /** Withdraws the line with all that waits in it; jobs in hand may be done to their end. */
  close(): Promise<void>;
}

/** A job in hand: nobody else has it until it is settled, or its worker is not heard of any more. */
export interface TakenJob {
  readonly line: JobLine;
  readonly job: Job;
  /** Workers that had it before and were not heard of again. */
  readonly lost: number;
  /** How often it will be tried after this time, if it has to be. */
  readonly triesLeft: number;
  /** Aborted where the job is not this worker’s any more: another has it, or the queue forgot it. */
  readonly signal: AbortSignal;
  progress(data: Json): Promise<void>;
  done(result: Json): Promise<void>;
  /** With `again`, it waits for some time and goes to whoever is free then, a number of times. */
  failed(error: ErrorRecord, again: boolean): Promise<void>;
  /** Puts it back as if it had never been taken: its worker ends. */
  giveBack(): Promise<void>;
}

/** What somebody at the queue says of itself, for those who watch: numbers and names. */
export interface Notice {
  /** `worker`, `run`, … */
  readonly kind: string;
  readonly id: string;
  readonly data: Json;
}

/**
 * Where jobs wait for workers on any machine. Everything that is in it may be lost with it: whoever offers jobs must be able to
 * tell from elsewhere what is done, and offers the rest again. Lines are served in turn, so that runs share workers fairly.
 *
 * A queue that cannot be reached is `TFM_QUEUE_UNREACHABLE` when it is first spoken to, and waited for after that; one that
 * refuses who asks is `TFM_QUEUE_REFUSED`.
 */
export interface JobQueue {
  /** Where it is, for messages: without a password. */
  readonly place: string;
  /** Opens a line, or one that is open already. */
  offer(line: JobLine, events: JobEvents): Promise<OfferedLine>;
  /**
   * The next job of any line that is served, lines in turn; waits until there is one. Undefined once the signal is aborted.
   */
  take(serves: (line: JobLine) => boolean, signal: AbortSignal): Promise<TakenJob | undefined>;
  /** Says something of oneself, for so many seconds unless it is said again. */
  announce(notice: Notice, seconds: number): Promise<void>;
  notices(): Promise<readonly Notice[]>;
  close(): Promise<void>;
}
