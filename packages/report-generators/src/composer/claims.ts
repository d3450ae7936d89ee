import type { Finding, OrganDefinition, OrganPart } from '@totalfm/core';
import { withoutMeasurements } from '../language/without-measurements.ts';
import type { ReadSentence } from './text-reader.ts';

/** What a generator's sentence states of its organ part. */
export interface Claim {
  /** Without sizes and comparisons; undefined where it cannot be used as it is, and what it states is worded plainly. */
  readonly text?: string;
  /** Findings that it has present. */
  readonly findings: readonly string[];
  /** Findings that it denies. */
  readonly denies: readonly string[];
  /** It calls the organ normal. */
  readonly normal: boolean;
}

export interface PartClaims {
  readonly claims: readonly Claim[];
  /** Ids of findings that any sentence has present. */
  readonly said: ReadonlySet<string>;
  /** Sentences about other organs, or about the other side. */
  readonly offTopic: number;
}

/** What sentences claim of a part. Those that say nothing of it, only hedge, or speak of something that is no finding claim nothing. */
export function claimsOf(organ: OrganDefinition, part: OrganPart, sentences: readonly ReadSentence[]): PartClaims {
  const own = new Set(organ.findings.map(({ id }) => id));
  const about = ({ organ: id, finding, sides }: Finding) =>
    id === part.organ &&
    (finding === undefined || own.has(finding)) &&
    (part.side === undefined || sides.length === 0 || sides.includes(part.side));
  let offTopic = 0;
  const claims = sentences.flatMap(({ text, statements }): Claim[] => {
    if (!statements.every(about)) {
      offTopic++;
      return [];
    }
    const claim = claimOf(text, statements);
    return claim.findings.length + claim.denies.length > 0 || claim.normal ? [claim] : [];
  });
  return { claims, said: new Set(claims.flatMap(({ findings }) => findings)), offTopic };
}

function claimOf(text: string, statements: readonly Finding[]): Claim {
  const of = (state: Finding['state']) => [
    ...new Set(statements.flatMap((one) => (one.finding !== undefined && one.state === state ? [one.finding] : []))),
  ];
  const findings = of('present');
  const clear = statements.every(({ state, finding }) => state === 'absent' || (state === 'present' && finding));
  return {
    text: clear ? withoutMeasurements(text) : undefined,
    findings,
    denies: clear ? of('absent').filter((id) => !findings.includes(id)) : [],
    normal: clear && statements.some(({ state, finding }) => state === 'absent' && finding === undefined),
  };
}
