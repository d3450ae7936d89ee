const numbered = (prefix: string, from: number, to: number): readonly string[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => `${prefix}${from + Math.sign(to - from) * index}`);

/** TotalSegmentator's names of the vertebrae above the sacrum, in the order in which every version numbers them. */
export const vertebraeUpwards: readonly string[] = [
  ...numbered('vertebrae_L', 5, 1),
  ...numbered('vertebrae_T', 12, 1),
  ...numbered('vertebrae_C', 7, 1),
];

/** Its names of the ribs, as every version numbers them. */
export const ribsDownwards: readonly string[] = [...numbered('rib_left_', 1, 12), ...numbered('rib_right_', 1, 12)];
