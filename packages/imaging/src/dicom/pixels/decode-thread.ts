import { parentPort } from 'node:worker_threads';
import { DicomDamage } from '../parse/damage.ts';
import { decoderOf } from './decode-frame.ts';
import type { DecodeAnswer, DecodeJob } from './decode-pool.ts';

// The entry of a thread that decodes frames for a pool.
parentPort?.on('message', ({ id, coding, bytes, format }: DecodeJob) => {
  void decoderOf(coding)
    .then((decode) => {
      const values = decode(bytes, format);
      const buffer = values.buffer as ArrayBuffer;
      parentPort?.postMessage({ id, values } satisfies DecodeAnswer, [buffer]);
    })
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const at = error instanceof DicomDamage ? error.at : 0;
      parentPort?.postMessage({ id, damage: { message, at } } satisfies DecodeAnswer);
    });
});
