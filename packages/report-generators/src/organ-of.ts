import { partName, type Anatomy, type OrganDefinition, type OrganPart } from '@totalfm/core';
import { reportErrors } from './errors.ts';

/** The definition of a part's organ. Throws `TFM_WRITE_NO_ORGAN`. */
export function organOf({ organs }: Pick<Anatomy, 'organs'>, part: OrganPart): OrganDefinition {
  const found = organs.find(({ organ }) => organ === part.organ);
  if (found) return found;
  throw reportErrors.TFM_WRITE_NO_ORGAN({
    organ: partName(part),
    message: `${partName(part)} is no part of the experiment's organs.`,
    fix: 'Ask about parts of the organs under `organs` of the experiment.',
  });
}
