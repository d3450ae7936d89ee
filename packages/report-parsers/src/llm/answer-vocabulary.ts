import type { AnatomyTerms } from '@totalfm/core';
import { idForm } from './answer.ts';

/** Organs and findings by id or name, in any writing. */
export interface AnswerVocabulary {
  organ(name: string): AnatomyTerms['organs'][number] | undefined;
  /** The id of one of the organ's findings. */
  finding(organ: AnatomyTerms['organs'][number], name: string): string | undefined;
}

export function createVocabulary({ organs }: AnatomyTerms): AnswerVocabulary {
  const byName = new Map(
    organs.flatMap(
      (organ) =>
        [
          [idForm(organ.name), organ],
          [organ.organ, organ],
        ] as const,
    ),
  );
  const findings = new Map(
    organs.map((organ) => [
      organ.organ,
      new Map(
        organ.findings.flatMap(
          ({ id, name }) =>
            [
              [idForm(name), id],
              [id, id],
            ] as const,
        ),
      ),
    ]),
  );
  return {
    organ: (name) => byName.get(idForm(name)) ?? byName.get(idForm(name).replace(/s$/, '')),
    finding: ({ organ }, name) => findings.get(organ)?.get(idForm(name)),
  };
}
