import { writeFileWhole } from '@totalfm/core';

/** A file that grows line by line and appears under its name only when it is whole. */
export interface LineFile {
  write(lines: string): Promise<void>;
  /** Waits for everything to be on the disk. */
  end(): Promise<void>;
  /** Gives up: no file appears. */
  abandon(): Promise<void>;
}

export function createLineFile(path: string): LineFile {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, { highWaterMark: 64 });
  const writer = writable.getWriter();
  const written = writeFileWhole(path, readable as unknown as AsyncIterable<Uint8Array>);
  // What fails is told by `write` or `end`, whichever comes next.
  written.catch((error: unknown) => writer.abort(error).catch(() => {}));
  return {
    async write(lines) {
      await Promise.race([writer.ready.then(() => void writer.write(Buffer.from(lines)).catch(() => {})), written]);
    },
    async end() {
      await writer.close().catch(() => {});
      await written;
    },
    async abandon() {
      await writer.abort(new Error('abandoned')).catch(() => {});
      await written.catch(() => {});
    },
  };
}
