import type { StructureCode } from '@totalfm/core';
import { itemOf, itemsOf, stringOf, textOf, uint16Of, type DataSet } from '../parse/data-set.ts';
import { tags } from '../parse/tags.ts';
import { segTags } from './seg-tags.ts';

/** One segment of a segmentation. */
export interface Segment {
  /** Its number in the file, from 1. */
  readonly number: number;
  /** Segment Label; what its type is called, with its side, where that is no more than a number. */
  readonly name: string;
  readonly code?: StructureCode;
}

/** SNOMED CT by its designator. The older one, SRT, has other codes: of these only sides are read. */
const SNOMED = 'SCT';
/** What a program calls a segment that nobody named. */
const unnamed = /^(segment|label|mask)?[ _-]*\d*$/i;
const sides: ReadonlyMap<string, 'left' | 'right'> = new Map([
  ['7771000', 'left'],
  ['24028007', 'right'],
  ['G-A101', 'left'],
  ['G-A100', 'right'],
]);

/** The segments that a file describes, in the order of their numbers. Throws `DicomDamage`. */
export function segmentsOf(set: DataSet): readonly Segment[] {
  return itemsOf(set, segTags.SegmentSequence)
    .flatMap((item) => {
      const number = uint16Of(item, segTags.SegmentNumber);
      return number ? [segmentOf(item, number)] : [];
    })
    .sort((a, b) => a.number - b.number);
}

function segmentOf(item: DataSet, number: number): Segment {
  const type = itemOf(item, segTags.SegmentedPropertyTypeCodeSequence);
  const meaning = type ? textOf(type, tags.CodeMeaning) : '';
  const modifier = type && itemOf(type, segTags.SegmentedPropertyTypeModifierCodeSequence);
  const side = modifier && sides.get(stringOf(modifier, tags.CodeValue));
  const label = textOf(item, segTags.SegmentLabel);
  const typed = [meaning, side].filter(Boolean).join(' ');
  const name = (unnamed.test(label) && typed) || label || `segment ${number}`;
  if (!type || stringOf(type, segTags.CodingSchemeDesignator) !== SNOMED) return { number, name };
  return { number, name, code: { value: stringOf(type, tags.CodeValue), meaning, ...(side && { side }) } };
}

/** The number of the segment that a frame shows, by its functional groups or those of all frames. */
export function segmentNumberOf(own: DataSet | undefined, shared: DataSet | undefined): number | undefined {
  const tag = segTags.SegmentIdentificationSequence;
  const group = itemOf(own, tag) ?? itemOf(shared, tag);
  return group && uint16Of(group, segTags.ReferencedSegmentNumber);
}
