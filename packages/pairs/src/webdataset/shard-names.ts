import { pairErrors } from '../errors.ts';
import { BLOCK } from './tar-headers.ts';

const numbered = (piece: number) => `volumes-${String(piece).padStart(6, '0')}`;

export const shardName = (piece: number): string => `${numbered(piece)}.tar`;
export const indexName = (piece: number): string => `${numbered(piece)}.jsonl`;

/** Each archive ends in two blocks of zeros. */
export const END_BYTES = 2 * BLOCK;

export const damagedShard = (file: string, cause?: unknown) =>
  pairErrors.TFM_VOLUMES_SHARD({
    file,
    cause,
    message: `${file} is truncated or damaged.`,
    fix: 'Remove the artifact that holds it and resume: the stage that cuts volumes writes it again.',
  });
