import type { PairColumns, VolumeColumns } from '@totalfm/core';
import { pairErrors } from '../errors.ts';

/** Where in `volumes` the volume of each pair lies. Throws `TFM_PAIRS_VOLUMES` where one has none. */
export function matchVolumes(pairs: PairColumns, volumes: VolumeColumns, file: string): Uint32Array {
  const firstOf = new Map<string, number>();
  for (let index = 0; index < volumes.length; index++)
    if (index === 0 || volumes.exam[index] !== volumes.exam[index - 1])
      firstOf.set(volumes.exams[volumes.exam[index]], index);
  const organOf = pairs.organs.map((organ) => volumes.organs.indexOf(organ));
  const starts = Int32Array.from(pairs.exams, (exam) => firstOf.get(exam) ?? -1);
  const places = new Uint32Array(pairs.length);
  for (let pair = 0; pair < pairs.length; pair++) {
    const start = starts[pairs.exam[pair]];
    const organ = organOf[pairs.organ[pair]];
    let at = start;
    while (
      at >= 0 &&
      at < volumes.length &&
      volumes.exam[at] === volumes.exam[start] &&
      (volumes.organ[at] !== organ || volumes.side[at] !== pairs.side[pair])
    )
      at++;
    if (at < 0 || at >= volumes.length || volumes.exam[at] !== volumes.exam[start]) throw unmatched(pairs, pair, file);
    places[pair] = at;
  }
  return places;
}

const unmatched = ({ exams, exam, organs, organ }: PairColumns, pair: number, file: string) =>
  pairErrors.TFM_PAIRS_VOLUMES({
    file,
    exam: exams[exam[pair]],
    organ: organs[organ[pair]],
    message: 'The store of volumes has no volume of a pair: the pairs were joined with other volumes.',
    fix: 'Open the pairs with the volumes that they were made from, or pair again.',
  });
