/** Width in HU of the window around the organ's own mean: the same lesion looks the same in every contrast phase. */
const RELATIVE_WIDTH = 200;

/** A channel is a linear map of a source (0 the HU, 1 the mask), the organ's own mean taken off where it is relative. */
export interface Channel {
  readonly source: number;
  readonly slope: number;
  readonly offset: number;
  readonly relative: boolean;
}

/** A channel for each window, and with a mask those around the organ's own mean and of the mask. */
export function channelsOf(bounds: ReadonlyArray<readonly [number, number]>, masked: boolean): readonly Channel[] {
  const windows = bounds.map(([low, high]) => ({
    source: 0,
    slope: 2 / (high - low),
    offset: -(high + low) / (high - low),
    relative: false,
  }));
  if (!masked) return windows;
  return [
    ...windows,
    { source: 0, slope: 2 / RELATIVE_WIDTH, offset: 0, relative: true },
    { source: 1, slope: 2, offset: -1, relative: false },
  ];
}
