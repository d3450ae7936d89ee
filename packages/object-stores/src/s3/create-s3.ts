import type { ObjectStore } from '@totalfm/core';
import { addressOf, type S3Needs } from './address.ts';
import type { S3Options } from './options.ts';

/** Amazon's SDK warns of versions of Node that it will not run on one day; it is this project that says which it needs. */
const silent = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/**
 * A store in a bucket, which has been asked whether it is there. Throws `TFM_OBJECTS_ENDPOINT`, `TFM_PRIVACY_REMOTE` for a host that
 * the experiment does not allow, `TFM_OBJECTS_UNREACHABLE` and `TFM_OBJECTS_REFUSED`.
 */
export async function createS3(options: S3Options, needs: S3Needs): Promise<ObjectStore> {
  const address = addressOf(options, needs.privacy);
  process.env[silent] ??= 'true';
  // The SDK is large, and most runs have no use for it.
  const [{ s3Client }, { Bucket }] = await Promise.all([import('./client.ts'), import('./bucket.ts')]);
  const bucket = new Bucket(s3Client(address, options, needs), options);
  await bucket.greet();
  return bucket;
}
