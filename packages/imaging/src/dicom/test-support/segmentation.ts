import type { Volume } from '@totalfm/core';
import { tags } from '../parse/tags.ts';
import { segTags } from '../seg/seg-tags.ts';
import { decimal, sliceElements } from './ct-series.ts';
import { writeDicom, type DicomToWrite, type Elements } from './write-dicom.ts';

export interface SegmentToWrite {
  readonly number: number;
  readonly label: string;
  /** SNOMED CT: code, meaning, code of the side. */
  readonly code?: readonly [string, string, string?];
  /** Its designator. Default: SCT. */
  readonly scheme?: string;
}

/** A frame: slice of the volume, segment, and which pixels. */
export interface FrameToWrite {
  readonly slice: number;
  readonly segment?: number;
  readonly pixels: ArrayLike<number>;
}

export interface SegmentationToWrite extends Omit<Partial<DicomToWrite>, 'elements' | 'pixels'> {
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  readonly segments: readonly SegmentToWrite[];
  readonly frames: readonly FrameToWrite[];
  /** 1, 8 or 16. */
  readonly bits: number;
  /** Replaces or leaves out elements. */
  readonly also?: Parameters<typeof sliceElements>[2];
}

const code = (value: string, meaning: string, scheme = 'SCT'): Elements => [
  [tags.CodeValue, 'SH', value],
  [segTags.CodingSchemeDesignator, 'SH', scheme],
  [tags.CodeMeaning, 'LO', meaning],
];

const segmentItem = ({ number, label, code: type, scheme }: SegmentToWrite): Elements => [
  [segTags.SegmentNumber, 'US', number],
  [segTags.SegmentLabel, 'LO', label],
  ...(type
    ? [
        [
          segTags.SegmentedPropertyTypeCodeSequence,
          'SQ',
          [
            [
              ...code(type[0], type[1], scheme),
              ...(type[2]
                ? [[segTags.SegmentedPropertyTypeModifierCodeSequence, 'SQ', [code(type[2], 'side', scheme)]] as const]
                : []),
            ],
          ],
        ] as const,
      ]
    : []),
];

/** A segmentation on the grid of a volume, its frames as they come. */
export function segmentationFile(grid: Omit<Volume, 'data'>, how: SegmentationToWrite): Buffer {
  const { type, segments, frames, bits, also, ...rest } = how;
  const { spacing, origin, direction } = grid;
  const column = (axis: number) => [0, 1, 2].map((row) => decimal(direction[3 * row + axis]));
  const shared: Elements = [
    [tags.PlaneOrientationSequence, 'SQ', [[[tags.ImageOrientationPatient, 'DS', [...column(0), ...column(1)]]]]],
    [
      tags.PixelMeasuresSequence,
      'SQ',
      [
        [
          [tags.SliceThickness, 'DS', decimal(spacing[2])],
          [tags.SpacingBetweenSlices, 'DS', decimal(spacing[2])],
          [tags.PixelSpacing, 'DS', [decimal(spacing[1]), decimal(spacing[0])]],
        ],
      ],
    ],
  ];
  const perFrame = frames.map(({ slice, segment }): Elements => {
    const position = [0, 1, 2].map((row) => decimal(origin[row] + direction[3 * row + 2] * spacing[2] * slice));
    return [
      [tags.PlanePositionSequence, 'SQ', [[[tags.ImagePositionPatient, 'DS', position]]]],
      ...(segment === undefined
        ? []
        : [
            [
              segTags.SegmentIdentificationSequence,
              'SQ',
              [[[segTags.ReferencedSegmentNumber, 'US', segment]]],
            ] as const,
          ]),
    ];
  });
  const gone = [tags.ImagePositionPatient, tags.ImageOrientationPatient, tags.PixelSpacing, tags.SliceThickness];
  const elements = sliceElements(grid, 0, {
    ...Object.fromEntries([...gone, tags.RescaleIntercept, tags.RescaleSlope].map((tag) => [tag, undefined])),
    [tags.SOPClassUID]: ['UI', '1.2.840.10008.5.1.4.1.1.66.4'],
    [tags.Modality]: ['CS', 'SEG'],
    [tags.BitsAllocated]: ['US', bits],
    [tags.BitsStored]: ['US', bits],
    [tags.HighBit]: ['US', bits - 1],
    [tags.PixelRepresentation]: ['US', 0],
    [tags.NumberOfFrames]: ['IS', String(frames.length)],
    [segTags.SegmentationType]: ['CS', type],
    [segTags.MaximumFractionalValue]: type === 'FRACTIONAL' ? ['US', 200] : undefined,
    [segTags.SegmentSequence]: ['SQ', segments.map(segmentItem)],
    [tags.SharedFunctionalGroupsSequence]: ['SQ', [shared]],
    [tags.PerFrameFunctionalGroupsSequence]: ['SQ', perFrame],
    ...also,
  });
  return writeDicom({ ...rest, elements, pixels: packed(frames, bits) });
}

/** Bits one after another over the borders of frames, or numbers of 8 or 16 bits. Even, as DICOM has it. */
function packed(frames: readonly FrameToWrite[], bits: number): Buffer {
  const values = frames.flatMap(({ pixels }) => Array.from(pixels));
  const bytes = Buffer.alloc(2 * Math.ceil((values.length * bits) / 16));
  values.forEach((value, i) => {
    if (bits === 16) bytes.writeUInt16LE(value, 2 * i);
    else if (bits === 8) bytes[i] = value;
    else if (value) bytes[i >> 3] |= 1 << (i & 7);
  });
  return bytes;
}
