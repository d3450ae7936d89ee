import { dirname } from 'node:path';
import type { Warn } from '@totalfm/core';
import { scanDicomTree, type DicomSeries, type DicomStudy } from '@totalfm/imaging';

/** What is kept of a series: no list of its files, which would be 300 names for each of 140,000 exams. */
export interface KeptSeries extends Omit<DicomSeries, 'files'> {
  /** The folder or archive that its files lie in. */
  readonly place: string;
  /** Its only file is `place`. */
  readonly isFile: boolean;
}

export interface KeptStudy extends Omit<DicomStudy, 'series'> {
  readonly series: readonly KeptSeries[];
}

/** The studies of a tree, by UID in the order of their UIDs; parts of one that lie in several entries are joined. */
export async function readStudies(
  root: string,
  { signal, warn }: { readonly signal?: AbortSignal; readonly warn?: Warn },
): Promise<readonly KeptStudy[]> {
  const studies = new Map<string, KeptStudy>();
  for await (const study of scanDicomTree(root, { signal, warn })) {
    const kept = { ...study, series: study.series.map(keepSeries) };
    const other = studies.get(study.uid);
    studies.set(study.uid, other ? { ...other, series: [...other.series, ...kept.series] } : kept);
  }
  return [...studies.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

function keepSeries({ files, ...series }: DicomSeries): KeptSeries {
  const folders = new Set(files.map((file) => (files.length === 1 ? file : dirname(file))));
  return { ...series, place: commonFolder([...folders]), isFile: files.length === 1 };
}

/** The deepest folder that holds all of some. */
function commonFolder(folders: readonly string[]): string {
  const [first, ...rest] = folders.map((folder) => folder.split('/'));
  let depth = first.length;
  for (const parts of rest) while (parts.slice(0, depth).join('/') !== first.slice(0, depth).join('/')) depth--;
  return first.slice(0, depth).join('/') || '/';
}
