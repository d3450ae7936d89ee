import { voxelToWorld, type StructureCode } from '@totalfm/core';
import { tags } from '../parse/tags.ts';
import { decimalString, type Elements } from '../write/encode-elements.ts';
import type { MaskFrame } from './mask-frames.ts';
import type { ReferenceImage, ReferenceSeries } from './reference-series.ts';
import { segTags } from './seg-tags.ts';

/** One structure to be written. */
export interface SegmentToWrite {
  /** Its number in the label map. */
  readonly label: number;
  readonly name: string;
  readonly code?: StructureCode;
}

const coded = (scheme: string, value: string, meaning: string): Elements => [
  [tags.CodeValue, 'SH', value],
  [segTags.CodingSchemeDesignator, 'SH', scheme],
  [tags.CodeMeaning, 'LO', meaning],
];
const anatomical = coded('SCT', '91723000', 'Anatomical Structure');
const tissue = coded('SCT', '85756007', 'Tissue');
const sides = {
  left: coded('SCT', '7771000', 'Left'),
  right: coded('SCT', '24028007', 'Right'),
} as const;

/** A structure without a code is a tissue: the type is required, and that is the least that is surely true. */
function typeOf(code: StructureCode | undefined): Elements {
  if (!code) return tissue;
  const type = coded('SCT', code.value, code.meaning);
  return code.side ? [...type, [segTags.SegmentedPropertyTypeModifierCodeSequence, 'SQ', [sides[code.side]]]] : type;
}

export const segmentItems = (segments: readonly SegmentToWrite[]): readonly Elements[] =>
  segments.map(({ name, code }, index) => [
    [segTags.SegmentedPropertyCategoryCodeSequence, 'SQ', [code ? anatomical : tissue]],
    [segTags.SegmentNumber, 'US', index + 1],
    [segTags.SegmentLabel, 'LO', name.slice(0, 64)],
    [segTags.SegmentAlgorithmType, 'CS', 'AUTOMATIC'],
    [segTags.SegmentAlgorithmName, 'LO', 'totalfm'],
    [segTags.SegmentedPropertyTypeCodeSequence, 'SQ', [typeOf(code)]],
  ]);

const reference = ({ sopClass, sopInstance, frame }: ReferenceImage): Elements => [
  [segTags.ReferencedSOPClassUID, 'UI', sopClass],
  [segTags.ReferencedSOPInstanceUID, 'UI', sopInstance],
  ...(frame === undefined ? [] : [[0x00081160, 'IS', String(frame)] as const]),
];

/** What all frames share: the orientation of their planes and the size of their pixels. */
export function sharedGroups({ geometry: { spacing, direction } }: ReferenceSeries): Elements {
  const column = (axis: number) => [0, 1, 2].map((row) => decimalString(direction[3 * row + axis]));
  return [
    [tags.PlaneOrientationSequence, 'SQ', [[[tags.ImageOrientationPatient, 'DS', [...column(0), ...column(1)]]]]],
    [
      tags.PixelMeasuresSequence,
      'SQ',
      [
        [
          [tags.SliceThickness, 'DS', decimalString(spacing[2])],
          [tags.SpacingBetweenSlices, 'DS', decimalString(spacing[2])],
          [tags.PixelSpacing, 'DS', [decimalString(spacing[1]), decimalString(spacing[0])]],
        ],
      ],
    ],
  ];
}

/** Where a frame lies, which segment it shows, and the image that it was made from. */
export function frameGroups({ geometry, images }: ReferenceSeries, { slice }: MaskFrame, segment: number): Elements {
  const position = voxelToWorld(geometry, [0, 0, slice]).map(decimalString);
  const image = images[slice];
  const purpose = coded('DCM', '121322', 'Source image for image processing operation');
  const derivation: Elements = [
    [0x00089215, 'SQ', [coded('DCM', '113076', 'Segmentation')]],
    [0x00082112, 'SQ', image ? [[...reference(image), [0x0040a170, 'SQ', [purpose]]]] : []],
  ];
  return [
    ...(image ? [[0x00089124, 'SQ', [derivation]] as const] : []),
    [tags.FrameContentSequence, 'SQ', [[[0x00209157, 'UL', [segment, slice + 1]]]]],
    [tags.PlanePositionSequence, 'SQ', [[[tags.ImagePositionPatient, 'DS', position]]]],
    [segTags.SegmentIdentificationSequence, 'SQ', [[[segTags.ReferencedSegmentNumber, 'US', segment]]]],
  ];
}

/** Frames are counted by segment, and by place along the series. */
export function dimensions(uid: string): Elements {
  const index = (pointer: readonly number[], group: readonly number[], label: string): Elements => [
    [0x00209164, 'UI', uid],
    [0x00209165, 'AT', attributeTag(pointer)],
    [0x00209167, 'AT', attributeTag(group)],
    [0x00209421, 'LO', label],
  ];
  return [
    [0x00209221, 'SQ', [[[0x00209164, 'UI', uid]]]],
    [
      0x00209222,
      'SQ',
      [
        index([0x0062, 0x000b], [0x0062, 0x000a], 'ReferencedSegmentNumber'),
        index([0x0020, 0x0032], [0x0020, 0x9113], 'ImagePositionPatient'),
      ],
    ],
  ];
}

function attributeTag(words: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(4);
  words.forEach((word, i) => bytes.writeUInt16LE(word, 2 * i));
  return bytes;
}

/** All images of the series, named once for the whole file. */
export const referencedSeries = ({ series, images }: ReferenceSeries): Elements => [
  [
    segTags.ReferencedSeriesSequence,
    'SQ',
    [
      [
        [tags.SeriesInstanceUID, 'UI', series],
        [0x0008114a, 'SQ', unique(images).map(({ sopClass, sopInstance }) => reference({ sopClass, sopInstance }))],
      ],
    ],
  ],
];

function unique(images: ReferenceSeries['images']): readonly ReferenceImage[] {
  const found = new Map(images.flatMap((image) => (image ? [[image.sopInstance, image] as const] : [])));
  return [...found.values()];
}
