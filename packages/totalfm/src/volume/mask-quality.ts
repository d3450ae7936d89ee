import { bodyKnowledge } from '@totalfm/anatomy';
import type { LabelMap, Volume } from '@totalfm/core';
import { measureStructures, suspectCt, suspectMasks, type StructureMeasure } from '@totalfm/imaging';
import { table } from '../console/table.ts';

/** Numbers of one structure, as `--json` prints them. */
export interface StructureNumbers extends Pick<StructureMeasure, 'voxels' | 'volumeMm3' | 'pieces' | 'largestShare'> {
  /** Mean of the CT over the structure's voxels; null where none of them lies within the CT. */
  readonly meanHu: number | null;
}

/** What is measured of a label map's structures, and why one would doubt it. */
export interface MaskQuality {
  readonly structures: Readonly<Record<string, StructureNumbers>>;
  /** Full sentences, of the masks and of the CT. */
  readonly doubts: readonly string[];
  /** For people: a table of the structures, and a line for each doubt. */
  readonly text: string;
}

/** Both share a grid. */
export function maskQuality(ct: Volume, labelMap: LabelMap): MaskQuality {
  const measures = measureStructures(ct, labelMap);
  const { scan, faults } = suspectMasks(measures, bodyKnowledge);
  const doubts = [...suspectCt(ct), ...scan, ...faults].map(({ message }) => message);
  const rows = [...measures].map(([name, { volumeMm3, meanHu, edges, pieces, largestShare }]) => [
    name,
    (volumeMm3 / 1000).toFixed(1),
    meanHu.toFixed(0),
    piecesText({ pieces, largestShare }),
    edges.join(', '),
  ]);
  return {
    structures: Object.fromEntries([...measures].map(([name, measure]) => [name, structureNumbers(measure)])),
    doubts,
    text: [
      table([['STRUCTURE', 'ML', 'MEAN HU', 'PIECES', 'CUT BY'], ...rows]),
      ...doubts.map((one) => `doubt: ${one}`),
    ].join('\n'),
  };
}

export const structureNumbers = ({
  voxels,
  volumeMm3,
  meanHu,
  pieces,
  largestShare,
}: StructureMeasure): StructureNumbers => ({
  voxels,
  volumeMm3,
  meanHu: Number.isFinite(meanHu) ? meanHu : null,
  pieces,
  largestShare,
});

/** `1`; of several the largest one's share: `3 (98 %)`. */
export const piecesText = ({ pieces, largestShare }: Pick<StructureNumbers, 'pieces' | 'largestShare'>): string =>
  pieces === 1 ? '1' : `${pieces} (${Math.floor(100 * largestShare)} %)`;
