import { plainStatement } from '../language/plain-sentences.ts';
import { sidesOfDrafts, type PartDraft } from './draft.ts';
import { nothingFound } from './report-text.ts';
import type { DraftSection } from './section.ts';

/**
 * What a radiologist puts first, whatever else there is: what cannot wait, then what changes what is done next. Findings that are
 * in neither list (of plugins, too) come between, and those of old age and chance last.
 */
const urgent = ['free_air', 'bowel_obstruction', 'abdominal_aortic_aneurysm', 'liver_metastases', 'bone_metastasis'];
const grave = [
  'consolidation',
  'pleural_effusion',
  'pericardial_effusion',
  'hydronephrosis',
  'biliary_ductal_dilation',
];
const incidental = [
  ...['renal_cyst', 'hepatic_cyst', 'atherosclerosis', 'coronary_calcification', 'aortic_valve_calcification'],
  ...['osteopenia', 'hiatal_hernia', 'surgically_absent_gallbladder', 'hepatic_steatosis', 'pancreatic_atrophy'],
];

const rankOf = (finding: string): number =>
  urgent.includes(finding) ? 0 : grave.includes(finding) ? 1 : incidental.includes(finding) ? 3 : 2;

/** The most important findings of a report, each once, in the least words; what is surer comes first among equals. */
export function impressionOf(sections: readonly DraftSection[], most: number): readonly string[] {
  const found = sections.flatMap(({ organ, sentences }) => {
    const drafts = new Map<string, Set<PartDraft>>();
    for (const sentence of sentences)
      for (const id of sentence.findings) drafts.set(id, new Set([...(drafts.get(id) ?? []), ...sentence.drafts]));
    return [...drafts].map(([id, parts]) => {
      const stated = [...parts].flatMap((part) => part.stated.filter(({ finding }) => finding === id));
      const finding = organ.findings.find((one) => one.id === id)!;
      return {
        text: plainStatement(organ, finding, sidesOfDrafts([...parts])),
        rank: rankOf(id),
        probability: Math.max(...stated.map(({ probability }) => probability)),
      };
    });
  });
  if (found.length === 0) return [nothingFound];
  const ordered = found.map((one, place) => ({ ...one, place }));
  ordered.sort((a, b) => a.rank - b.rank || b.probability - a.probability || a.place - b.place);
  return ordered.slice(0, most).map(({ text }) => text);
}
