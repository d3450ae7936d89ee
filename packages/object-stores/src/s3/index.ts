import { defineComponent, tokens } from '@totalfm/core';
import { createS3 } from './create-s3.ts';
import { s3Options } from './options.ts';

/** Artifacts as objects of a bucket. */
export const s3 = defineComponent({
  provides: tokens.ObjectStore,
  id: 's3',
  description: 'Keeps artifacts in a bucket of S3, or of what speaks as S3 does: MinIO, Ceph, R2.',
  options: s3Options,
  needs: { privacy: tokens.Privacy, secrets: tokens.Secrets },
  create: ({ options, needs }) => createS3(options, needs),
});

export { createS3 } from './create-s3.ts';
export { s3Options, type S3Options } from './options.ts';
