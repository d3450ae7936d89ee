import type { OrganVolume } from '@totalfm/core';
import { createHistogram } from './histogram.ts';
import { organCells, type OrganCells } from './organ-cells.ts';

/** Upper ends in HU of the ranges whose shares are told of an organ and of what lies around it in its volume; a last range is open. */
export const absoluteEnds = [
  -960, -900, -820, -700, -500, -250, -130, -100, -75, -50, -20, 0, 12, 24, 36, 48, 60, 80, 100, 130, 180, 260, 400,
  700,
] as const;

/** The same in HU above the median of what lies inside of the organ. */
export const relativeEnds = [
  -400, -200, -120, -80, -60, -45, -32, -22, -14, -7, 0, 7, 14, 22, 32, 45, 60, 80, 120, 200, 400, 800,
] as const;

/** How many numbers {@link densityFeatures} gives. */
export const DENSITY_FEATURES = 2 * (absoluteEnds.length + 1) + (relativeEnds.length + 1) + 1;

/** What `densityFeatures` are, for whoever feeds an exported file. */
export const densityNote = `Shares by HU, each as ln(1000 · share + 0.1) / 3: of the organ’s voxels and of those around it below ${absoluteEnds.join(', ')} HU and above, and of cells inside of the organ below their median plus ${relativeEnds.join(', ')} and above; and asinh(median / 25).`;

/**
 * How dense an organ is, as first-order features of radiomics say it: shares of its voxels by HU, of the voxels around it, and of its
 * cells by their mean HU above their median, which are less noisy and know nothing of what lies beside the organ (all voxels where no cell
 * is inside); and that median. A stone that is one voxel of thirty thousand is an extreme of its organ wherever it lies, which an encoder
 * needs many exams to learn.
 */
export function densityFeatures(volume: OrganVolume, cells: OrganCells = organCells(volume)): number[] {
  const { hu, mask } = volume;
  const own = createHistogram();
  const around = createHistogram();
  for (let voxel = 0; voxel < hu.length; voxel++) (!mask || mask[voxel] ? own : around).add(hu[voxel]);
  const inside = createHistogram();
  cells.inside.forEach((isInside, cell) => isInside && inside.add(Math.round(cells.sums[cell] / 8)));
  const core = inside.count() > 0 ? inside : own;
  const median = core.median();
  return [
    ...own.logShares(absoluteEnds),
    ...around.logShares(absoluteEnds),
    ...core.logShares(relativeEnds.map((end) => end + median)),
    Math.asinh(median / 25),
  ];
}
