/** Zero bytes behind each interval, so that a reader need not look for its end at every bit. */
const PADDING = 16;

/** The entropy-coded data of one restart interval, without stuffed bytes. */
export interface Interval {
  readonly bytes: Uint8Array;
  /** Bytes that count. */
  readonly length: number;
}

/** The intervals of a scan from `start` on: stuffed zeros removed, cut at restart markers, up to any other marker. */
export function intervalsOf(bytes: Uint8Array, start: number): readonly Interval[] {
  const intervals: Interval[] = [];
  let into = new Uint8Array(bytes.length - start + PADDING);
  let [length, at] = [0, start];
  const close = () => {
    intervals.push({ bytes: into.subarray(0, length + PADDING), length });
    into = into.subarray(length + PADDING);
    if (into.length < bytes.length - at + PADDING) into = new Uint8Array(bytes.length - at + PADDING);
    length = 0;
  };
  while (at < bytes.length) {
    const marker = bytes.indexOf(0xff, at);
    const until = marker < 0 ? bytes.length : marker;
    into.set(bytes.subarray(at, until), length);
    length += until - at;
    at = until + 2;
    const next = bytes[until + 1];
    if (next === 0) into[length++] = 0xff;
    else if (next === 0xff) at = until + 1;
    else if (next >= 0xd0 && next <= 0xd7) close();
    else break;
  }
  at = bytes.length;
  close();
  return intervals;
}
