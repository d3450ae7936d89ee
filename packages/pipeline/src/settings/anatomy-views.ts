import {
  tokens,
  type Anatomy,
  type AnatomyFindings,
  type AnatomyPhantoms,
  type AnatomyStructures,
  type AnatomyTerms,
  type FindingDefinition,
  type NamedFinding,
  type OrganDefinition,
} from '@totalfm/core';
import type { Provided } from '@totalfm/runtime';

/** The organs of an experiment as each kind of component sees them: what is left out cannot change its result. */
export function anatomyViews(organs: readonly OrganDefinition[]): readonly Provided[] {
  const structures: AnatomyStructures = { organs: organs.map(({ organ, structures }) => ({ organ, structures })) };
  const findings: AnatomyFindings = {
    organs: organs.map(({ organ, structures, findings }) => ({
      organ,
      structures,
      findings: findings.map(({ id, grade }) => ({ id, grade })),
    })),
  };
  const phantoms: AnatomyPhantoms = {
    organs: organs.map(({ organ, name, structures, phantom, findings }) => ({
      organ,
      name,
      structures,
      phantom,
      findings: findings.map(({ id, name, grade }) => ({ id, name, grade })),
    })),
  };
  const terms: AnatomyTerms = { organs: organs.map(termsOf) };
  const all: Anatomy = { organs };
  return [
    { token: tokens.AnatomyStructures, value: structures },
    { token: tokens.AnatomyFindings, value: findings },
    { token: tokens.AnatomyPhantoms, value: phantoms },
    { token: tokens.AnatomyTerms, value: terms },
    { token: tokens.Anatomy, value: all },
  ];
}

const termsOf = (organ: OrganDefinition): AnatomyTerms['organs'][number] => ({
  organ: organ.organ,
  name: organ.name,
  structures: organ.structures,
  terms: organ.terms,
  sideTerms: organ.sideTerms,
  languages: organ.languages,
  findings: organ.findings.map(withoutPrompts),
});

const withoutPrompts = ({ prompts: _prompts, ...named }: FindingDefinition): NamedFinding => named;
