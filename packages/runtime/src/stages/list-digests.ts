import { examParts } from '@totalfm/core';
import { canonicalJson, hashJson, type Json } from '../canonical-json.ts';
import { createLineDigest } from './line-digest.ts';
import type { ExamList, ListPart } from './stage.ts';

/** A digest of each part of a list: what of it a stage depends on. */
export type PartDigests = Readonly<Record<ListPart, string>>;

/** Digests of the parts of a list. Exams that do not say what a part of theirs holds are told by what lists them. */
export function partDigests({ exams }: ExamList, components: Readonly<Record<string, Json>>): PartDigests {
  const lines = { split: createLineDigest(), parts: examParts.map(() => createLineDigest()) };
  const isKnown = examParts.map(() => true);
  for (const { id, patient, split, revisions = {} } of exams) {
    lines.split.add([id, patient, split]);
    examParts.forEach((part, place) => {
      const revision = revisions[part];
      isKnown[place] &&= revision !== undefined;
      lines.parts[place].add([id, revision ?? null]);
    });
  }
  const parts = examParts.map((part, place) => {
    const revisions = lines.parts[place].digest();
    return [part, isKnown[place] ? revisions : hashJson({ revisions, components })] as const;
  });
  return { ...Object.fromEntries(parts), split: lines.split.digest() } as PartDigests;
}

/** A digest of all that a list's artifact holds. */
export function listDigest({ exams, outcomes }: ExamList): string {
  const lines = createLineDigest();
  for (const { id, patient, split, revisions } of exams)
    lines.add([id, patient, split, ...examParts.map((part) => revisions?.[part] ?? null)]);
  for (const { exam, status, ...rest } of outcomes)
    lines.add([exam, status, ...(Object.keys(rest).length > 0 ? [canonicalJson(rest)] : [])]);
  return lines.digest();
}
