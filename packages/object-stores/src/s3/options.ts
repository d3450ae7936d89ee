import { z } from 'zod';

export const s3Options = z.strictObject({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .describe('Name of the bucket, which is there already.')
    .meta({ operational: true }),
  prefix: z
    .string()
    .regex(/^(?:[A-Za-z0-9._-]+\/)*[A-Za-z0-9._-]*$/)
    .default('totalfm')
    .describe('Folder of the bucket: all keys begin with it.')
    .meta({ operational: true }),
  endpoint: z
    .string()
    .optional()
    .describe('Address of a store that speaks as S3 does: MinIO, Ceph, R2. Default: that of Amazon in `region`.')
    .meta({ operational: true }),
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('us-east-1')
    .describe('Region of the bucket; most other stores do not care.')
    .meta({ operational: true }),
  cacheGb: z
    .number()
    .min(0)
    .max(100_000)
    .default(20)
    .describe('GB of this machine’s disk, at most, for what was read by range; 0: nothing is kept.')
    .meta({ operational: true }),
});

export type S3Options = z.infer<typeof s3Options>;
