import type { Volume } from '@totalfm/core';
import { tags } from '../parse/tags.ts';
import { decimal, sliceBytes, sliceElements } from './ct-series.ts';
import { writeDicom, type DicomToWrite, type Elements } from './write-dicom.ts';

interface EnhancedToWrite extends Partial<DicomToWrite> {
  readonly rescale?: (k: number) => readonly [number, number];
  /** Slice of the grid, and time point, of slice `k` of the voxels. */
  readonly place?: (k: number) => number;
  readonly time?: (k: number) => number;
}

/** A volume as one Enhanced CT file; `order` says which slice each frame is. */
export function enhancedFile(volume: Volume, order: readonly number[], how: EnhancedToWrite = {}): Buffer {
  const { spacing, origin, direction } = volume;
  const { rescale = () => [1, 0], place = (k) => k, time = () => 1, ...rest } = how;
  const perFrame = order.map((k): Elements => {
    const position = [0, 1, 2].map((row) => decimal(origin[row] + direction[3 * row + 2] * spacing[2] * place(k)));
    const [slope, intercept] = rescale(k);
    return [
      [tags.PlanePositionSequence, 'SQ', [[[tags.ImagePositionPatient, 'DS', position]]]],
      [
        tags.PixelValueTransformationSequence,
        'SQ',
        [
          [
            [tags.RescaleIntercept, 'DS', decimal(intercept)],
            [tags.RescaleSlope, 'DS', decimal(slope)],
            [tags.RescaleType, 'LO', 'HU'],
          ],
        ],
      ],
      [
        tags.FrameContentSequence,
        'SQ',
        [
          [
            [tags.StackID, 'SH', '1'],
            [tags.TemporalPositionIndex, 'UL', time(k)],
          ],
        ],
      ],
    ];
  });
  const column = (axis: number) => [0, 1, 2].map((row) => decimal(direction[3 * row + axis]));
  const shared: Elements = [
    [tags.PlaneOrientationSequence, 'SQ', [[[tags.ImageOrientationPatient, 'DS', [...column(0), ...column(1)]]]]],
    [
      tags.PixelMeasuresSequence,
      'SQ',
      [
        [
          [tags.SliceThickness, 'DS', decimal(spacing[2])],
          [tags.PixelSpacing, 'DS', [decimal(spacing[1]), decimal(spacing[0])]],
        ],
      ],
    ],
  ];
  const gone = Object.fromEntries(
    [
      tags.ImagePositionPatient,
      tags.ImageOrientationPatient,
      tags.PixelSpacing,
      tags.RescaleIntercept,
      tags.RescaleSlope,
      tags.SliceThickness,
    ].map((tag) => [tag, undefined]),
  );
  const elements = sliceElements(volume, 0, {
    ...gone,
    [tags.SOPClassUID]: ['UI', '1.2.840.10008.5.1.4.1.1.2.1'],
    [tags.NumberOfFrames]: ['IS', String(order.length)],
    [tags.SharedFunctionalGroupsSequence]: ['SQ', [shared]],
    [tags.PerFrameFunctionalGroupsSequence]: ['SQ', perFrame],
  });
  const pixels = rest.pixels ?? Buffer.concat(order.map((k) => sliceBytes(volume, k)));
  return writeDicom({ ...rest, elements, pixels });
}
