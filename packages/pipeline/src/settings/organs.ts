import { didYouMean, wholeExam, type OrganComponent, type OrganDefinition } from '@totalfm/core';
import { runtimeErrors, type ConfigPath, type Json, type Place, type Registry, type Setting } from '@totalfm/runtime';
import { pipelineErrors } from '../errors.ts';
import { anatomyViews } from './anatomy-views.ts';
import { withFindings } from './findings.ts';
import { isListOfTexts } from './list-of-texts.ts';

type PlaceOf = (path: ConfigPath) => Place;

/** Resolved values of settings, by key. */
export type Settings = Readonly<Record<string, Json | undefined>>;

const organsOf = (registry: Registry) => registry.ofKind<OrganComponent>('organ');

/** `organs: [liver, kidney]`: organ ids, whose order is the order of everything that counts organs. */
export const organs: Setting = {
  description: 'Organs in order; all of them where absent.',
  jsonSchema: (registry) => ({
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    items: { enum: [...organsOf(registry).keys()] },
  }),
  resolve(written, registry, placeOf) {
    const known = [...organsOf(registry).keys()];
    const listed = written ?? known;
    if (!isListOfTexts(listed) || listed.length === 0) {
      throw runtimeErrors.TFM_EXPERIMENT_VALUE({
        ...placeOf(['organs']),
        option: 'organs',
        message: '`organs` is not a list of organ ids.',
        fix: `Write \`organs: [${known.slice(0, 2).join(', ')}]\`, or leave it out for all organs.`,
      });
    }
    checkOrgans(listed, registry, placeOf);
    return listed;
  },
  views: anatomyViews.map(({ token, of }) => ({
    token,
    of: (organs, registry, { findings }) =>
      of({ own: ownOrgans(registry, { organs }), asked: askedOrgans(registry, { organs, findings }) }),
  })),
};

const ownOrgans = (registry: Registry, { organs }: Settings): readonly OrganComponent[] =>
  (organs as readonly string[]).map((id) => organsOf(registry).get(id) ?? missing(id));

/** The organs of an experiment with the findings that they are asked for: their own, and those beside. */
export const askedOrgans = (registry: Registry, settings: Settings): readonly OrganDefinition[] =>
  withFindings(ownOrgans(registry, settings), (settings.findings ?? []) as readonly string[]);

/** Throws where an organ is unknown or stands twice, or two of them define one finding. */
function checkOrgans(listed: readonly string[], registry: Registry, placeOf: PlaceOf): void {
  const findings = new Map<string, string>();
  for (const [index, organ] of listed.entries()) {
    const definition = organsOf(registry).get(organ);
    const place = { ...placeOf(['organs', index]), option: 'organs', organ };
    if (!definition || organ === wholeExam) {
      throw pipelineErrors.TFM_ORGAN_UNKNOWN({
        ...place,
        message: `No loaded plugin brings the organ \`${organ}\`.`,
        fix: didYouMean(organ, [...organsOf(registry).keys()]),
      });
    }
    if (listed.indexOf(organ) !== index) {
      throw pipelineErrors.TFM_ORGAN_DUPLICATE({
        ...place,
        message: `The organ \`${organ}\` stands twice in \`organs\`.`,
        fix: 'Name it once.',
      });
    }
    for (const { id } of definition.findings) {
      const other = findings.get(id);
      if (other !== undefined) {
        throw pipelineErrors.TFM_ORGAN_DUPLICATE({
          ...place,
          message: `The organs \`${other}\` and \`${organ}\` both define the finding \`${id}\`.`,
          fix: 'Leave one of them out, or rename the finding.',
        });
      }
      findings.set(id, organ);
    }
  }
}

function missing(organ: string): never {
  throw pipelineErrors.TFM_ORGAN_UNKNOWN({
    organ,
    message: `No loaded plugin brings the organ \`${organ}\`.`,
    fix: 'Load the plugin that brought it.',
  });
}
