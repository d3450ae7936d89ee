import { sameRaster, type PlacedFrame } from './plane.ts';

/** Frames that can be stacked, of a series that holds several sizes or orientations: most frames first. */
export function rasterGroups(frames: readonly PlacedFrame[]): readonly (readonly PlacedFrame[])[] {
  const groups: PlacedFrame[][] = [];
  for (const frame of frames) {
    const group = groups.find(([first]) => sameRaster(first.raster, frame.raster));
    if (group) group.push(frame);
    else groups.push([frame]);
  }
  return groups.sort((a, b) => b.length - a.length);
}
