/** Gives out room for tensors. */
export interface Arena {
  /** Zeroed bytes whose address is a multiple of 64. */
  take(bytes: number): Uint8Array;
}

/** Garbage is collected for every few buffers, the whole heap over: in one of 100 MB, buffers of 4 MB took five times as long as this. */
const BLOCK_BYTES = 2 ** 28;
const ALIGNMENT = 64;

/** Room out of blocks that several tensors share. `total` is what will be wanted in all, so that small files have small blocks. */
export function sharedArena(total: number): Arena {
  let block = new ArrayBuffer(0);
  let used = 0;
  let left = total;
  return {
    take(bytes) {
      const wanted = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      if (used + wanted > block.byteLength) {
        block = new ArrayBuffer(Math.max(wanted, Math.min(BLOCK_BYTES, left)));
        used = 0;
      }
      const room = new Uint8Array(block, used, bytes);
      used += wanted;
      left -= bytes;
      return room;
    },
  };
}

/** A buffer for each tensor, which can be given to another thread. */
export const ownBuffers: Arena = { take: (bytes) => new Uint8Array(bytes) };
