import { checkHost, type Privacy, type Secrets } from '@totalfm/core';
import { objectErrors } from '../errors.ts';
import type { S3Options } from './options.ts';

export interface S3Needs {
  readonly privacy: Privacy;
  readonly secrets: Secrets;
}

/** Address of a store. Throws `TFM_OBJECTS_ENDPOINT`, and `TFM_PRIVACY_REMOTE` for a host that may not be reached. */
export function addressOf({ endpoint, region }: S3Options, privacy: Privacy): string {
  const url = parsed(endpoint ?? `https://s3.${region}.amazonaws.com`);
  checkHost(url.hostname.replace(/^\[(.*)\]$/, '$1'), privacy, 's3');
  return url.href;
}

function parsed(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const refuse = (message: string, fix: string) =>
    objectErrors.TFM_OBJECTS_ENDPOINT({ option: 'endpoint', message, fix });
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw refuse('This is not the address of a store of objects.', 'Write `https://HOST` or `http://127.0.0.1:9000`.');
  if (url.username !== '' || url.password !== '')
    throw refuse(
      'The address holds a user or a password, which would be kept in experiments and logs.',
      'Leave them out, and set the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  return url;
}
