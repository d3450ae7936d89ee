import { badHeader } from '../raw/image-errors.ts';
import type { NrrdHeader } from './header.ts';

/** One segment of 3D Slicer's `.seg.nrrd`. */
export interface Segment {
  readonly name: string;
  readonly label: number;
  /** Which of several volumes it lies in: segments that overlap lie in different ones. */
  readonly layer: number;
}

/** What a label map has room for. */
const MOST_LABEL = 65535;

/** The segments that 3D Slicer writes as `Segment0_Name:=liver`, in their order. Throws `TFM_IMAGE_FORMAT`. */
export function segmentsOf(file: string, { pairs }: NrrdHeader): readonly Segment[] {
  const segments: Segment[] = [];
  for (let index = 0; pairs.has(`Segment${index}_ID`) || pairs.has(`Segment${index}_Name`); index++) {
    const of = (field: string) => pairs.get(`Segment${index}_${field}`)?.trim();
    const label = Number(of('LabelValue') ?? index + 1);
    if (!Number.isInteger(label) || label < 0 || label > MOST_LABEL || index >= MOST_LABEL)
      throw badHeader(file, `its segment ${index} has the number ${of('LabelValue') ?? index + 1}.`);
    segments.push({ name: of('Name') ?? of('ID') ?? '', label, layer: Number(of('Layer') ?? 0) });
  }
  return segments;
}
