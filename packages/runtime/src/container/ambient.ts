import {
  createVolumeFiles,
  createVolumeReaders,
  mayLeave,
  tokens,
  type Privacy,
  type Secrets,
  type Token,
  type Workspace,
} from '@totalfm/core';
import { hashJson, type Json } from '../canonical-json.ts';
import type { ResolvedExperiment } from '../experiment/experiment.ts';
import type { Registry } from '../plugins/registry.ts';
import { environmentSecrets } from '../secrets.ts';
import type { Pipeline } from '../stages/pipeline.ts';
import type { Provided } from '../stages/setting.ts';

/** A contract that no component provides, and what of its value decides results. */
export interface Ambient {
  readonly token: Token<unknown>;
  readonly value: unknown;
  /** Undefined: artifacts are named as if nothing asked for it. */
  readonly identity: Json | undefined;
}

export interface AmbientParts {
  readonly experiment: ResolvedExperiment;
  readonly pipeline: Pipeline;
  readonly registry: Registry;
  readonly secrets?: Secrets;
  /** Default: nothing is kept. */
  readonly workspace?: Workspace;
  /** Changes what a setting provides, for work outside of the pipeline. */
  readonly adjust?: (provided: Provided) => unknown;
}

const nowhere: Workspace = { workers: 1, record() {} };

/** What the runtime and the experiment's settings provide. The identity of a setting's view is a hash of its JSON; one that says nothing has none. */
export function ambientValues(parts: AmbientParts): readonly Ambient[] {
  const { experiment, secrets = environmentSecrets(), workspace = nowhere, adjust = ({ value }) => value } = parts;
  const values = Object.fromEntries(
    Object.keys(parts.pipeline.settings).map((key) => [key, experiment[key] as Json | undefined]),
  );
  const settings = viewsOf(parts.pipeline).map(({ key, token, of }): Ambient => {
    const value = adjust({ token, value: of(values[key] as Json, parts.registry, values) });
    return { token, value, identity: value === undefined ? undefined : hashJson(value) };
  });
  return [
    ...settings,
    { token: tokens.Secrets, value: secrets, identity: null },
    { token: tokens.Privacy, value: experiment.privacy, identity: privacyIdentity(experiment.privacy) },
    { token: tokens.Workspace, value: workspace, identity: null },
    // Readers are made when the first file is opened, each with its own defaults.
    {
      token: tokens.VolumeFiles,
      value: createVolumeFiles(() => createVolumeReaders(parts.registry.providing(tokens.VolumeReader))),
      identity: null,
    },
  ];
}

/** What of it decides results: whether report text may leave. Which hosts those are does not. */
const privacyIdentity = (privacy: Privacy): Json => ({
  remote: privacy.remote,
  ...(privacy.remote === 'refuse' && mayLeave(privacy) && { hosts: true }),
});

/** The contracts of {@link ambientValues}. */
export const ambientTokens = (pipeline: Pipeline): readonly Token<unknown>[] => [
  ...viewsOf(pipeline).map(({ token }) => token),
  tokens.Secrets,
  tokens.Privacy,
  tokens.Workspace,
  tokens.VolumeFiles,
];

const viewsOf = ({ settings }: Pipeline) =>
  Object.entries(settings).flatMap(([key, { views }]) => views.map(({ token, of }) => ({ key, token, of })));
