/** Tags of segmentations (PS3.3, C.8.20 and A.51), by their keywords. */
export const segTags = {
  SegmentationType: 0x00620001,
  SegmentSequence: 0x00620002,
  SegmentedPropertyCategoryCodeSequence: 0x00620003,
  SegmentNumber: 0x00620004,
  SegmentLabel: 0x00620005,
  SegmentAlgorithmType: 0x00620008,
  SegmentAlgorithmName: 0x00620009,
  SegmentIdentificationSequence: 0x0062000a,
  ReferencedSegmentNumber: 0x0062000b,
  MaximumFractionalValue: 0x0062000e,
  SegmentedPropertyTypeCodeSequence: 0x0062000f,
  SegmentedPropertyTypeModifierCodeSequence: 0x00620011,
  CodingSchemeDesignator: 0x00080102,
  ReferencedSeriesSequence: 0x00081115,
  ReferencedSOPClassUID: 0x00081150,
  ReferencedSOPInstanceUID: 0x00081155,
} as const;
