import type { Anatomy, FindingGrade, ParsedReport } from '@totalfm/core';

/** What reports are held to: the experiment's organs, with the findings that a parser reads of them. */
export interface AskedFindings {
  /** Names of organs by id. */
  readonly organs: ReadonlyMap<string, string>;
  /** By id. */
  readonly findings: ReadonlyMap<string, AskedFinding>;
}

export interface AskedFinding {
  readonly organ: string;
  readonly name: string;
  readonly grade: FindingGrade;
}

export function askedFindings({ organs, beside = [] }: Anatomy): AskedFindings {
  const names = new Map(organs.map(({ organ, name }) => [organ, name]));
  const findings = new Map<string, AskedFinding>();
  for (const { organ, findings: some } of [...organs, ...beside])
    for (const { id, name, grade } of some)
      if (names.has(organ) && !findings.has(id)) findings.set(id, { organ, name, grade });
  return { organs: names, findings };
}

/** What a report says of the experiment's organs: of others, generators are not asked. */
export function aboutAsked({ findings, mentioned }: ParsedReport, { organs }: AskedFindings) {
  return {
    findings: findings.filter(({ organ }) => organs.has(organ)),
    mentioned: mentioned.filter((organ) => organs.has(organ)),
  };
}
