/** Where an error happened. Every field that is known is filled in. */
export interface ErrorPlace {
  /** Path of the file at fault. */
  file?: string;
  /** Line of the file, from 1 (an experiment's YAML line, a CSV row). */
  line?: number;
  /** Id of the exam at fault. */
  exam?: string;
  /** Organ, component, option or stage at fault, in that vocabulary's own name. */
  organ?: string;
  component?: string;
  option?: string;
  stage?: string;
}

export interface ErrorDetails extends ErrorPlace {
  /** What was wrong, as a full sentence. It never holds report text. */
  message: string;
  /** What the reader can do about it, as a full sentence. */
  fix: string;
  cause?: unknown;
}

const brand = Symbol.for('totalfm.Error');

/** An error that a user can act on: a stable code, what was wrong, where, and what to do. */
export class TotalFmError extends Error {
  readonly [brand] = true;
  readonly code: string;
  readonly where: ErrorPlace;
  readonly fix: string;

  constructor(code: string, { message, fix, cause, ...where }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TotalFmError';
    this.code = code;
    this.where = where;
    this.fix = fix;
  }

  /** The error as plain data: what journals, manifests and `--json` output hold. */
  toJSON(): ErrorRecord {
    return { code: this.code, message: this.message, where: this.where, fix: this.fix };
  }
}

export interface ErrorRecord {
  code: string;
  message: string;
  where: ErrorPlace;
  fix: string;
}

/** Told of something that a reader should know although the work goes on: a coded record with its remedy, never thrown. */
export type Warn = (warning: ErrorRecord) => void;

/** True for a coded error of any copy of this package: by brand, never by `instanceof`. */
export function isTotalFmError(error: unknown): error is TotalFmError {
  return typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}

export type ErrorFactory = (details: ErrorDetails) => TotalFmError;

/**
 * Declares the error codes of a package, each with its one-line meaning, and returns a factory for each:
 * `throw imagingErrors.TFM_NIFTI_TRUNCATED({ file, message, fix })`. `meanings` feeds the documentation.
 */
export function defineErrors<const Codes extends Record<string, string>>(
  meanings: Codes,
): { readonly [Code in keyof Codes]: ErrorFactory } & { readonly meanings: Codes } {
  const factories = Object.fromEntries(
    Object.keys(meanings).map((code) => [code, (details: ErrorDetails) => new TotalFmError(code, details)]),
  );
  return { ...factories, meanings } as { readonly [Code in keyof Codes]: ErrorFactory } & { readonly meanings: Codes };
}

/** Any thrown value as a record for a journal: a coded error as it is, anything else as `TFM_INTERNAL`. */
export function toErrorRecord(error: unknown, place: ErrorPlace = {}): ErrorRecord {
  if (isTotalFmError(error)) return { ...error.toJSON(), where: { ...place, ...error.where } };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'TFM_INTERNAL', message, where: place, fix: 'This is a defect: please report it with the log.' };
}

/** The error of a record that came from another thread. */
export function fromErrorRecord({ code, message, where, fix }: ErrorRecord): TotalFmError {
  return new TotalFmError(code, { message, fix, ...where });
}

/** A coded error with one more sentence of what helps; anything else as it is. */
export const advised = (error: unknown, advice: string): unknown =>
  isTotalFmError(error)
    ? new TotalFmError(error.code, {
        ...error.where,
        message: error.message,
        fix: `${error.fix} ${advice}`,
        cause: error,
      })
    : error;

export const coreErrors = defineErrors({
  TFM_INTERNAL: 'Something failed that no code describes: a defect.',
  TFM_CANCELLED: 'The work was cancelled; it can be resumed.',
  TFM_NOT_WRITABLE: 'A file or folder cannot be written to.',
  TFM_PRIVACY_REMOTE: 'Something would have left the machine, and the experiment does not allow it.',
  TFM_FILE_MISSING: 'A file that should be read does not exist or cannot be opened.',
  TFM_VOLUME_FORMAT: 'A file or folder that should be a volume is of no format that a loaded plugin reads.',
  TFM_VOLUME_READER: 'A reader of an image format cannot be made without an experiment.',
  TFM_MODEL_REMOTE: 'A file of a model lies on another machine, and the experiment opens no connection.',
  TFM_MODEL_DOWNLOAD: 'A file of a model could not be downloaded.',
  TFM_MODEL_CHECKSUM: 'A file of a model is not the one whose checksum the experiment gives.',
  TFM_DISK_FULL: 'The disk has no room for a file; nothing half-written was left behind.',
});

/** Throws `TFM_CANCELLED` when the signal is aborted. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted)
    throw coreErrors.TFM_CANCELLED({ message: 'The work was cancelled.', fix: 'Run `totalfm resume` to go on.' });
}
