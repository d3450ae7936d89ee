import type { Redis } from 'ioredis';
import type { Connection } from './connect.ts';

/** Where the keys of one queue are. */
export interface QueuePlace {
  /** For commands of our own. */
  readonly redis: Redis;
  /** For BullMQ, which opens connections by itself. */
  readonly connection: Connection;
  readonly prefix: string;
}
