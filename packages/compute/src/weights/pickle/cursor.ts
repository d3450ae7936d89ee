/** Thrown where a pickle goes on behind the bytes at hand. */
export class PickleEnds extends Error {}

/** Longest line of the old, textual opcodes: a name or a number. */
const LINE_LIMIT = 65_536;

/** Reads the arguments of opcodes, one behind another. Throws {@link PickleEnds}. */
export class PickleCursor {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves over so many bytes; returns where they begin. */
  skip(count: number): number {
    const start = this.at;
    if (!(start + count <= this.bytes.length)) throw new PickleEnds();
    this.at = start + count;
    return start;
  }

  readonly uint8 = () => this.bytes[this.skip(1)];
  readonly uint16 = () => this.#view.getUint16(this.skip(2), true);
  readonly uint32 = () => this.#view.getUint32(this.skip(4), true);
  readonly uint64 = () => Number(this.#view.getBigUint64(this.skip(8), true));
  readonly int32 = () => this.#view.getInt32(this.skip(4), true);
  /** The one number that a pickle has big-endian. */
  readonly float64 = () => this.#view.getFloat64(this.skip(8));

  /** A view, not a copy. */
  take(count: number): Uint8Array {
    const start = this.skip(count);
    return this.bytes.subarray(start, start + count);
  }

  /** A text up to the next line break, which is moved over; undefined where it is longer than any is. */
  line(): string | undefined {
    const end = this.bytes.subarray(this.at, this.at + LINE_LIMIT).indexOf(0x0a);
    if (end >= 0) {
      const text = latin1(this.take(end));
      this.at++;
      return text;
    }
    if (this.at + LINE_LIMIT > this.bytes.length) throw new PickleEnds();
    return undefined;
  }
}

export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
