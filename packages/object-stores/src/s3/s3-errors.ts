import { isTotalFmError } from '@totalfm/core';
import { objectErrors } from '../errors.ts';

interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $fault?: 'client' | 'server';
}

/** Whether a store says that there is no such object. */
export const isAbsent = (error: unknown): boolean =>
  ['NoSuchKey', 'NotFound'].includes((error as ServiceError).name ?? '');

/** Whether a range begins behind the end of its object. */
export const isBehindEnd = (error: unknown): boolean =>
  (error as ServiceError).name === 'InvalidRange' || (error as ServiceError).$metadata?.httpStatusCode === 416;

/** An answer to a question for the bucket alone has a status and no words. */
function saidBy(status: number | undefined, name = '', message = ''): string {
  if (status === 403 && message.startsWith('Unknown')) return 'this user, or this key, may not use it (403)';
  if (status === 404) return 'there is no such bucket (404)';
  return `${name}: ${message}`.replace(/\.$/, '');
}

/** What a failed request means, as a coded error. */
export function s3Error(error: unknown, place: string): unknown {
  if (isTotalFmError(error)) return error;
  const { name, message, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  const said = saidBy(status, name, message);
  if (name === 'CredentialsProviderError' || (status !== undefined && status >= 400 && status < 500 && status !== 429))
    return objectErrors.TFM_OBJECTS_REFUSED({
      file: place,
      message: `The store of objects at ${place} refuses: ${said}.`,
      fix: 'Look at the bucket, its region and its policy, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; a clock that is minutes wrong is refused, too.',
      cause: error,
    });
  return objectErrors.TFM_OBJECTS_UNREACHABLE({
    file: place,
    message: `The store of objects at ${place} does not answer: ${said}.`,
    fix: 'See whether it runs, and look at `endpoint`; `totalfm resume` goes on from here.',
    cause: error,
  });
}
