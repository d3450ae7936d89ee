import type { OrganGroup } from './attribution.ts';
import type { Located } from './locate-finding.ts';
import type { Scopes } from './scopes.ts';
import type { FindingMention } from './sentence-reading.ts';
import type { SidesOf } from './sides.ts';
import type { Context } from './statement.ts';

/** What a clause holds, for whatever it says beside its findings. */
export interface Rest {
  readonly findings: readonly Located[];
  readonly mentions: readonly FindingMention[];
  readonly groups: readonly OrganGroup[];
  readonly scopes: Scopes;
  readonly sidesOf: SidesOf;
  readonly carried: Context | undefined;
}
