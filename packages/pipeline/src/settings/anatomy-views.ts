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
  type Token,
} from '@totalfm/core';

/** The organs of an experiment with the findings that they bring, and with those that they are asked for beside. */
interface AskedOrgans {
  readonly own: readonly OrganDefinition[];
  readonly asked: readonly OrganDefinition[];
}

/** The organs of an experiment as one kind of component sees them. */
interface AnatomyView<T> {
  readonly token: Token<T>;
  of(organs: AskedOrgans): T;
}

const view = <T>(token: Token<T>, of: AnatomyView<T>['of']): AnatomyView<T> => ({ token, of });

const structures = view<AnatomyStructures>(tokens.AnatomyStructures, ({ own }) => ({
  organs: own.map(({ organ, structures }) => ({ organ, structures })),
}));

const findings = view<AnatomyFindings>(tokens.AnatomyFindings, ({ asked }) => ({
  organs: asked.map(({ organ, structures, findings }) => ({
    organ,
    structures,
    findings: findings.map(({ id, grade }) => ({ id, grade })),
  })),
}));

/** What is drawn does not depend on what is asked. */
const phantoms = view<AnatomyPhantoms>(tokens.AnatomyPhantoms, ({ own }) => ({
  organs: own.map(({ organ, name, structures, phantom, findings }) => ({
    organ,
    name,
    structures,
    phantom,
    findings: findings.map(({ id, name, grade }) => ({ id, name, grade })),
  })),
}));

const terms = view<AnatomyTerms>(tokens.AnatomyTerms, ({ asked }) => ({ organs: asked.map(termsOf) }));

const all = view<Anatomy>(tokens.Anatomy, ({ asked }) => ({ organs: asked }));

/** What is left out of a view cannot change the result of those who see it. */
export const anatomyViews: readonly AnatomyView<unknown>[] = [structures, findings, phantoms, terms, all];

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
