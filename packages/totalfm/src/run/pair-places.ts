import { partName, sideOfNumber, wholeExam, type PairColumns } from '@totalfm/core';

/** Places of an exam's pairs. */
export function placesOfExam({ exam, exams }: PairColumns, id: string): readonly number[] {
  const wanted = exams.indexOf(id);
  const places: number[] = [];
  for (let place = exam.indexOf(wanted); wanted >= 0 && place >= 0; place = exam.indexOf(wanted, place + 1))
    places.push(place);
  return places;
}

/** Place of the pair with a key (`exam-1/kidney_left`), or of its whole exam, where that was asked about the part. */
export function placeOfPair(columns: PairColumns, key: string): number | undefined {
  const split = key.lastIndexOf('/');
  const nameAt = (place: number) =>
    partName({ organ: columns.organs[columns.organ[place]], side: sideOfNumber(columns.side[place]) });
  const own = placesOfExam(columns, key.slice(0, split));
  return (
    own.find((place) => nameAt(place) === key.slice(split + 1)) ?? own.find((place) => nameAt(place) === wholeExam)
  );
}
