import { S3Client } from '@aws-sdk/client-s3';
import type { S3Needs } from './address.ts';
import type { S3Options } from './options.ts';

/** How often a request is tried, with longer and longer waits between. */
const attempts = 6;

/** How long a store may take to let us in, and to say anything on a connection that is open. */
const [connectMs, silenceMs] = [5000, 60_000];

/**
 * A client of the store, which has asked nothing yet. Keys come from the secrets AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or, where
 * they are not set, from where the SDK finds them: a profile, or the role of the machine.
 */
export function s3Client(endpoint: string, { region }: S3Options, { secrets }: Pick<S3Needs, 'secrets'>): S3Client {
  const [accessKeyId, secretAccessKey] = [secrets.get('AWS_ACCESS_KEY_ID'), secrets.get('AWS_SECRET_ACCESS_KEY')];
  const sessionToken = secrets.get('AWS_SESSION_TOKEN');
  return new S3Client({
    region,
    endpoint,
    // One host for all buckets: it is the one that `privacy.hosts` names.
    forcePathStyle: true,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: connectMs, requestTimeout: silenceMs },
    // Stores that speak as S3 does mostly know no checksums beside their own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey, sessionToken } }),
  });
}
