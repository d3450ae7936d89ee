import {
  organParts,
  partName,
  wholeExam,
  type AnatomyStructures,
  type OrganPart,
  type OrganVolume,
  type PairReader,
  type PairRow,
  type SeenPart,
  type VolumeRow,
} from '@totalfm/core';
import { pipelineErrors } from '../errors.ts';
import { questionColumns, type Questions } from './question-columns.ts';

/** Volumes that are held: pairs of an exam are mostly asked for together. */
const HELD = 8;

/**
 * Pairs of whole exams as questions about organs: of each, one pair for each organ part of the experiment, with what is said of that
 * part, and the one volume of the whole scan. So whatever writes organ by organ does so of whole scans. Pairs of organs stay as they are.
 *
 * Nobody knows which organs a whole scan shows, where its edge cuts them, or whether their masks are sound: every organ is asked
 * about, none is missing or cut, and what is in doubt is the scan or nothing. An organ that lies outside of the scan is asked about as well;
 * its report passes over it, so that nothing is learned of it, but it may be called normal. Throws `TFM_WRITE_NO_QUESTIONS`.
 */
export async function organQuestions(pairs: PairReader, signal?: AbortSignal): Promise<PairReader> {
  if (!pairs.columns.organs.includes(wholeExam)) return pairs;
  const { columns, pair, question } = await questionColumns(pairs, questionsOf, signal);
  const volume = recentVolumes(pairs);
  return {
    columns,
    rows: (indices) => questionRows(pairs, { pair, question }, indices),
    volume: async (index) => volume(pair[index]),
    async *stream(streaming) {
      for await (const { row, volume } of pairs.stream(streaming))
        for (const question of questionsOf(row)) yield { row: question, volume };
    },
    close: () => pairs.close(),
  };
}

/** A volume of a whole exam once for each organ part, and one of an organ as it is. */
export function askedParts({ row, volume }: SeenPart, { organs }: AnatomyStructures): readonly SeenPart[] {
  if (row.organ !== wholeExam) return [{ row, volume }];
  const { structures: _measured, ...exam } = row;
  return organParts(organs).map((part) => ({ row: { ...exam, ...askedOf(row, part) }, volume }));
}

/** What the row of a whole exam says once it is asked about an organ: nobody has measured that. */
function askedOf({ exam }: VolumeRow, part: OrganPart) {
  const { organ, side } = part;
  const key = `${exam}/${partName(part)}`;
  return { key, organ, ...(side && { side }), organExtentMm: [0, 0, 0], organMl: 0 } as const;
}

/** The pair of a whole exam as a pair for each organ part, with what is said of it and nothing measured; one of an organ as it is. */
export function questionsOf(row: PairRow): readonly PairRow[] {
  if (row.organ !== wholeExam) return [row];
  const { parts, truth: _truth, truePlaces: _truePlaces, ...exam } = row;
  if (!parts) throw noQuestions(exam.exam);
  return parts.map((part) => ({ ...exam, ...part, ...askedOf(row, part) }));
}

/** Rows of questions, each pair read once. */
async function questionRows(
  pairs: PairReader,
  { pair, question }: Pick<Questions, 'pair' | 'question'>,
  indices: ArrayLike<number>,
): Promise<readonly PairRow[]> {
  const wanted = Array.from(indices);
  const distinct = [...new Set(wanted.map((index) => pair[index]))];
  const rows = await pairs.rows(distinct);
  const asked = new Map(distinct.map((place, at) => [place, questionsOf(rows[at])]));
  return wanted.map((index) => asked.get(pair[index])![question[index]]);
}

/** Reads a volume once for the questions that come together: what looks at it tells by the object that it is the same. */
function recentVolumes(pairs: PairReader): (place: number) => Promise<OrganVolume> {
  const held = new Map<number, Promise<OrganVolume>>();
  return (place) => {
    const volume = held.get(place) ?? pairs.volume(place);
    held.delete(place);
    held.set(place, volume);
    if (held.size > HELD) held.delete(held.keys().next().value!);
    // What could not be read is read again when it is asked for again.
    volume.catch(() => held.delete(place));
    return volume;
  };
}

const noQuestions = (exam: string) =>
  pipelineErrors.TFM_WRITE_NO_QUESTIONS({
    exam,
    message: `The pair of ${exam} is of the whole exam, and does not hold what is said of each organ.`,
    fix: 'Pair again (`--redo pair`): an earlier version made it. A pair maker of your own gives `parts`, too.',
  });
