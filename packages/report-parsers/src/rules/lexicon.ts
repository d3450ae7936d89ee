import {
  builtInOrgans,
  otherAnatomyTerms,
  structureTerms,
  wholeScanFindings,
  type StructureTerms,
} from '@totalfm/anatomy';
import {
  isPaired,
  type AnatomyTerms,
  type FindingGrade,
  type FindingsBeside,
  type NamedFinding,
  type Side,
} from '@totalfm/core';
import { changeTerms } from './language/changes.ts';
import { cueTable, type Cue } from './language/cues.ts';
import { exceptionTerms } from './language/exceptions.ts';
import { generalWords, joiningWords } from './language/general-words.ts';
import { aspectTerms, normalTerms, partlyNormalTerms } from './language/normality.ts';
import { placeTerms } from './language/places.ts';
import { otherRemovalTerms, removalTerms } from './language/removals.ts';
import { landmarkTerms, sideTerms } from './language/words.ts';
import { createPhraseMatcher, type PhraseMatch } from './phrase-matcher.ts';
import { splitWords, type Word } from './words.ts';

/** A finding of one organ of the experiment. */
export interface FindingTarget {
  readonly organ: string;
  readonly finding: string;
  readonly grade: FindingGrade;
  /** No organ shows it: the text after it is not about the scan's other findings. */
  readonly ofScan: boolean;
}

/** How a term names a finding. */
export interface FindingTerm extends FindingTarget {
  /** Made of general words only: it needs the organ beside it. */
  readonly general: boolean;
  /** It says that the finding is not there. */
  readonly contrary: boolean;
}

/** A term of several phrases in any order: `height & loss`. */
export interface Compound extends FindingTerm {
  readonly parts: number;
}

/** What a phrase of a report may be. */
export type Meaning =
  | {
      readonly kind: 'organ';
      readonly organ: string;
      readonly paired: boolean;
      readonly sides: readonly Side[];
      /** An operation that takes the organ away names it: `nephrectomy`. */
      readonly removal?: boolean;
    }
  | { readonly kind: 'other-anatomy' }
  | { readonly kind: 'finding'; readonly term: FindingTerm }
  | { readonly kind: 'part'; readonly compound: Compound; readonly part: number }
  | { readonly kind: 'cue'; readonly cue: Cue }
  | { readonly kind: 'change'; readonly change: string }
  | { readonly kind: 'normal'; readonly whole: boolean }
  | { readonly kind: 'aspect' }
  | { readonly kind: 'landmark' }
  | { readonly kind: 'exception' }
  | { readonly kind: 'explanation'; readonly finding: string }
  | { readonly kind: 'side'; readonly sides: readonly Side[] }
  | { readonly kind: 'structure'; readonly structures: StructureTerms['structures'] }
  | { readonly kind: 'place' }
  | { readonly kind: 'general' };

export type Meant<K extends Meaning['kind']> = PhraseMatch<Extract<Meaning, { kind: K }>>;

export interface Lexicon {
  /** Everything that the words may mean, overlaps included. */
  match(words: readonly Word[]): PhraseMatch<Meaning>[];
  isPaired(organ: string): boolean;
  /** TotalSegmentator's names of an organ's parts; undefined for the whole scan, which may hold any. */
  structuresOf(organ: string): ReadonlySet<string> | undefined;
  /** The finding that says of an organ that it is gone, where there is one: the gallbladder's is the liver's. */
  absenceOf(organ: string): { readonly organ: string; readonly finding: string } | undefined;
}

const bothSides: readonly Side[] = ['left', 'right'];

/** Words and what they mean: those of the experiment's organs and the findings beside them, and the general language of reports. */
export function createLexicon({ organs, beside = [wholeScanFindings] }: AnatomyTerms): Lexicon {
  const entries = [
    ...organs.flatMap(organEntries),
    ...beside.flatMap((one) => besideEntries(withoutOwnTerms(one, organs))),
    ...otherAnatomyEntries(organs),
    ...languageEntries(),
  ];
  const paired = new Set(organs.filter(isPaired).map(({ organ }) => organ));
  const structures = new Map(
    [...builtInOrgans, ...organs].flatMap((organ) =>
      organ.structures === 'scan' ? [] : [[organ.organ, new Set(namesOf(organ.structures))] as const],
    ),
  );
  const absences = absenceFindings(organs);
  return {
    match: createPhraseMatcher(entries),
    isPaired: (organ) => paired.has(organ),
    structuresOf: (organ) => structures.get(organ),
    absenceOf: (organ) => absences.get(organ),
  };
}

/** By organ, the finding that is named `absent ORGAN`. */
function absenceFindings(organs: AnatomyTerms['organs']) {
  const all = organs.flatMap(({ organ, findings }) => findings.map(({ id, terms }) => ({ organ, finding: id, terms })));
  return new Map(
    organs.flatMap(({ organ, name }) => {
      const found = all.find(({ terms }) => terms.includes(`absent ${name}`));
      return found ? [[organ, { organ: found.organ, finding: found.finding }] as const] : [];
    }),
  );
}

const namesOf = (structures: StructureTerms['structures']): readonly string[] =>
  'left' in structures ? [...structures.left, ...structures.right] : structures;

type Entry = readonly [phrase: string, meaning: Meaning];

function organEntries(organ: AnatomyTerms['organs'][number]): Entry[] {
  const paired = isPaired(organ);
  const sidesOf = (term: string): readonly Side[] => bothSides.filter((side) => organ.sideTerms?.[side].includes(term));
  const names: Entry[] = organ.terms.map((term) => [
    term,
    { kind: 'organ', organ: organ.organ, paired, sides: sidesOf(term) },
  ]);
  const removals = (removalTerms[organ.organ] ?? []).map(
    (term): Entry => [term, { kind: 'organ', organ: organ.organ, paired, sides: [], removal: true }],
  );
  return [
    ...names,
    ...removals,
    ...organ.findings.flatMap((finding) => namedEntries(organ.organ, finding, isOfScan(organ.organ, finding))),
  ];
}

const besideEntries = ({ organ, findings }: FindingsBeside): Entry[] =>
  findings.flatMap((finding) => namedEntries(organ, finding, organ === wholeScanFindings.organ));

const scanFindings = new Set(wholeScanFindings.findings.map(({ id }) => id));

/** A finding of the whole scan that the experiment asks the body for is read as it is where nobody asks. */
const isOfScan = (organ: string, { id }: NamedFinding) => organ === wholeScanFindings.organ && scanFindings.has(id);

/** Findings beside, without the terms that an organ of the experiment has for them itself: no statement is made twice. */
function withoutOwnTerms(beside: FindingsBeside, organs: AnatomyTerms['organs']): FindingsBeside {
  const own = organs.find(({ organ }) => organ === beside.organ)?.findings ?? [];
  const without = (terms: readonly string[] = [], taken: readonly string[] = []) =>
    terms.filter((term) => !taken.includes(term));
  return {
    ...beside,
    findings: beside.findings.map((finding) => {
      const known = own.find(({ id }) => id === finding.id);
      return {
        ...finding,
        terms: without(finding.terms, known?.terms),
        contraryTerms: without(finding.contraryTerms, known?.contraryTerms),
      };
    }),
  };
}

function namedEntries(
  organ: string,
  { id, grade, terms, contraryTerms = [], explainedBy = [] }: NamedFinding,
  ofScan: boolean,
): Entry[] {
  const target: FindingTarget = { organ, finding: id, grade, ofScan };
  return [
    ...terms.flatMap((term) => findingEntries(term, { ...target, general: isGeneral(term), contrary: false })),
    ...contraryTerms.flatMap((term) => findingEntries(term, { ...target, general: true, contrary: true })),
    ...explainedBy.map((term): Entry => [term, { kind: 'explanation', finding: id }]),
  ];
}

function findingEntries(text: string, term: FindingTerm): Entry[] {
  const parts = text.split(' & ');
  if (parts.length === 1) return [[text, { kind: 'finding', term }]];
  const compound: Compound = { ...term, parts: parts.length };
  return parts.map((phrase, part): Entry => [phrase, { kind: 'part', compound, part }]);
}

/** Organs that the experiment leaves out, and other anatomy: a sentence about them is not about the organ before. */
function otherAnatomyEntries(organs: AnatomyTerms['organs']): Entry[] {
  const known = new Set(organs.map(({ organ }) => organ));
  const taken = new Set(organs.flatMap(({ terms }) => terms));
  const leftOut = builtInOrgans.filter(({ organ }) => !known.has(organ)).flatMap(({ terms }) => terms);
  return [...otherAnatomyTerms, ...otherRemovalTerms, ...leftOut]
    .filter((term) => !taken.has(term))
    .map((term): Entry => [term, { kind: 'other-anatomy' }]);
}

function languageEntries(): Entry[] {
  return [
    ...cueTable.flatMap(([kind, scope, strength, phrases]) =>
      phrases.map((phrase): Entry => [phrase, { kind: 'cue', cue: { kind, scope, strength } }]),
    ),
    ...Object.entries(changeTerms).flatMap(([change, terms]) =>
      terms.map((term): Entry => [term, { kind: 'change', change }]),
    ),
    ...normalTerms.map((term): Entry => [term, { kind: 'normal', whole: true }]),
    ...partlyNormalTerms.map((term): Entry => [term, { kind: 'normal', whole: false }]),
    ...aspectTerms.map((term): Entry => [term, { kind: 'aspect' }]),
    ...exceptionTerms.map((term): Entry => [term, { kind: 'exception' }]),
    ...landmarkTerms.map((term): Entry => [term, { kind: 'landmark' }]),
    ...structureTerms.flatMap(({ terms, structures }) =>
      terms.map((term): Entry => [term, { kind: 'structure', structures }]),
    ),
    ...placeTerms.map((term): Entry => [term, { kind: 'place' }]),
    ...generalWords.map((term): Entry => [term, { kind: 'general' }]),
    ...Object.entries(sideTerms).flatMap(([side, terms]) =>
      terms.map((term): Entry => [term, { kind: 'side', sides: side === 'both' ? bothSides : [side as Side] }]),
    ),
  ];
}

const generalStems = generalWords.map((word) => ({ stem: word.replace('*', ''), prefix: word.endsWith('*') }));
const isGeneralWord = (word: string) =>
  joiningWords.has(word) || generalStems.some(({ stem, prefix }) => (prefix ? word.startsWith(stem) : word === stem));
/** True for a term in which no word names an organ or a particular disease. */
const isGeneral = (term: string) =>
  splitWords(term.replaceAll('*', '').replaceAll('&', ' ')).every(({ text }) => isGeneralWord(text));
