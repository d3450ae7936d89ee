import { labelSets, wholeScanFindings } from '@totalfm/anatomy';
import {
  didYouMean,
  type FindingBeside,
  type FindingDefinition,
  type FindingsBeside,
  type OrganDefinition,
} from '@totalfm/core';
import { runtimeErrors, type Setting } from '@totalfm/runtime';
import { isListOfTexts } from './list-of-texts.ts';

/** Findings beside those that organs bring, by the name that an experiment has for them. */
const sets: ReadonlyMap<string, readonly FindingsBeside[]> = new Map([
  ['whole-scan', [wholeScanFindings]],
  ...labelSets.map(({ id, beside }) => [id, beside] as const),
]);

const known = [...sets.keys()];

/** `findings: [merlin-30]`: what organs are asked for beside their own findings. */
export const findings: Setting = {
  description:
    'Findings that the organs are asked for beside their own, where they are of an organ of the experiment: `whole-scan`, or those that a label set needs.',
  jsonSchema: () => ({ type: 'array', uniqueItems: true, items: { enum: known } }),
  resolve(written, _registry, placeOf) {
    const listed = written ?? [];
    const place = { ...placeOf(['findings']), option: 'findings' };
    if (!isListOfTexts(listed)) {
      throw runtimeErrors.TFM_EXPERIMENT_VALUE({
        ...place,
        message: '`findings` is not a list of names.',
        fix: `Write \`findings: [${known[0]}]\`, or leave it out.`,
      });
    }
    const unknown = listed.find((name) => !sets.has(name));
    if (unknown !== undefined) {
      throw runtimeErrors.TFM_EXPERIMENT_VALUE({
        ...place,
        message: `No findings go by the name \`${unknown}\`.`,
        fix: didYouMean(unknown, known),
      });
    }
    return known.filter((name) => listed.includes(name));
  },
  views: [],
};

/**
 * Organs with the findings of the named sets. One that an organ brings itself gets the set’s terms beside its own; one that
 * another organ brings stays with that one; one without prompts cannot be scored, and is left to report parsers.
 */
export function withFindings(organs: readonly OrganDefinition[], names: readonly string[]): readonly OrganDefinition[] {
  const beside = names.flatMap((name) => sets.get(name) ?? []);
  if (beside.length === 0) return organs;
  const brought = new Set(organs.flatMap(({ findings }) => findings.map(({ id }) => id)));
  return organs.map((organ) => {
    const asked = beside.filter((one) => one.organ === organ.organ).flatMap((one) => one.findings);
    const fresh = asked.filter(isScorable).filter(({ id }) => !brought.has(id));
    return {
      ...organ,
      findings: [
        ...organ.findings.map((finding) => withTerms(finding, asked)),
        ...new Map(fresh.map((finding) => [finding.id, withTerms(finding, asked)])).values(),
      ],
    };
  });
}

const isScorable = (finding: FindingBeside): finding is FindingDefinition => finding.prompts !== undefined;

function withTerms(finding: FindingDefinition, asked: readonly FindingBeside[]): FindingDefinition {
  const more = asked.filter(({ id }) => id === finding.id).flatMap(({ terms }) => terms);
  return more.length === 0 ? finding : { ...finding, terms: [...new Set([...finding.terms, ...more])] };
}
