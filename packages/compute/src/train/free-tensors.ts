import { MessageChannel } from 'node:worker_threads';
import type { EngineTensor } from '../session.ts';

/**
 * Gives back the memory of tensors that nobody reads any more, at once: the garbage collector would let a whole state more
 * pile up. An array that is handed to a closed port belongs to nobody.
 */
export function freeTensors(tensors: Iterable<EngineTensor>): void {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.postMessage(undefined, [...tensors].map(({ data }) => (data as Float32Array).buffer as ArrayBuffer));
  port1.close();
}
