import type { NrrdHeader } from './header.ts';

/** One segment of 3D Slicer's `.seg.nrrd`. */
export interface Segment {
  readonly name: string;
  readonly label: number;
  /** Which of several volumes it lies in: segments that overlap lie in different ones. */
  readonly layer: number;
}

/** The segments that 3D Slicer writes as `Segment0_Name:=liver`, in their order. */
export function segmentsOf({ pairs }: NrrdHeader): readonly Segment[] {
  const segments: Segment[] = [];
  for (let index = 0; pairs.has(`Segment${index}_ID`) || pairs.has(`Segment${index}_Name`); index++) {
    const of = (field: string) => pairs.get(`Segment${index}_${field}`)?.trim();
    segments.push({
      name: of('Name') ?? of('ID') ?? '',
      label: Number(of('LabelValue') ?? index + 1),
      layer: Number(of('Layer') ?? 0),
    });
  }
  return segments;
}
