import type { Token } from '@totalfm/core';
import type { Place } from '../experiment/config-node.ts';
import type { ComponentUse } from '../experiment/experiment.ts';
import { parseYaml } from '../experiment/read-yaml.ts';
import { resolveUse } from '../experiment/resolve-use.ts';
import type { Registry } from '../plugins/registry.ts';

/** A component that a command line names as an experiment would (`{ use: s3, bucket: ct }`), with its defaults written out. */
export function resolveService<Service>(
  token: Token<Service>,
  text: string,
  option: string,
  registry: Registry,
): Promise<ComponentUse> {
  const node = parseYaml(text, option, false);
  const placeOf = (): Place => node.place;
  return resolveUse({ node, path: [option], token: token as Token<unknown> }, { registry, placeOf, shared: {} });
}
