/** Two structures, of which the second lies further to the left, back or head in nearly everybody. */
export interface StructureOrder {
  readonly axis: 'left' | 'posterior' | 'superior';
  readonly from: string;
  readonly to: string;
}

/** Limits beyond which a mask of a whole structure is hardly one: volume in millilitres and mean HU. */
export interface StructureRange {
  readonly ml: readonly [low: number, high: number];
  readonly hu: readonly [low: number, high: number];
}

/** What is known of bodies: masks are held against it. */
export interface BodyKnowledge {
  readonly order: readonly StructureOrder[];
  readonly ranges: ReadonlyMap<string, StructureRange>;
  /** Structures that ought to be one piece: the least share of their voxels that the largest piece has. */
  readonly onePiece: ReadonlyMap<string, number>;
}
