import { voxelCount, type VolumeGeometry } from '@totalfm/core';

type Slice = Int16Array | Float32Array;

/** Nearer than this to a slice of the grid, a slice is that one. */
const ON_GRID = 1e-3;

/** Puts slices into a volume: whole numbers of 16 bits for as long as all are. */
export interface VolumeBuilder {
  /** Room for a slice at whole place `k`, to be written to at once. */
  slice(k: number): Slice;
  /** A slice whose place may lie between those of the grid; places grow from call to call. */
  add(place: number, values: Slice): void;
  /** From now on values have fractions, or do not fit into 16 bits; what is there already is kept. */
  widen(): void;
  /** All voxels. */
  data(): Slice;
}

export function volumeBuilder({ size }: Pick<VolumeGeometry, 'size'>): VolumeBuilder {
  const area = size[0] * size[1];
  let data: Slice = new Int16Array(voxelCount(size));
  let before: { readonly place: number; readonly values: Slice } | undefined;
  const slice = (k: number) => data.subarray(k * area, (k + 1) * area);
  /** Whole-number volumes round to nearest. */
  const put = (k: number, value: (i: number) => number) => {
    if (k < 0 || k >= size[2]) return;
    const out = slice(k);
    if (out instanceof Int16Array) for (let i = 0; i < area; i++) out[i] = Math.floor(value(i) + 0.5);
    else for (let i = 0; i < area; i++) out[i] = value(i);
  };
  return {
    slice,
    add(place, values) {
      const nearest = Math.round(place);
      const onGrid = Math.abs(place - nearest) < ON_GRID;
      if (before) {
        const { place: from, values: lower } = before;
        const last = onGrid ? nearest - 1 : Math.floor(place);
        for (let k = Math.ceil(from + ON_GRID); k <= last; k++) {
          const share = (k - from) / (place - from);
          put(k, (i) => lower[i] * (1 - share) + values[i] * share);
        }
      }
      if (onGrid) put(nearest, (i) => values[i]);
      before = { place, values: values.slice() };
    },
    widen() {
      if (data instanceof Int16Array) data = Float32Array.from(data);
    },
    data: () => data,
  };
}
