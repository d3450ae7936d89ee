import type { Span } from '@totalfm/core';
import { escapeRegExp } from '../escape-reg-exp.ts';
import { givenNames } from './given-names.ts';

export type PartKind = 'NAME' | 'DATE' | 'AGE' | 'PHONE' | 'EMAIL' | 'URL' | 'ID' | 'PLACE';

export interface IdentifyingPart extends Span {
  readonly kind: PartKind;
}

const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const year = '(?:19|20)\\d{2}';
const word = "[\\p{Lu}][\\p{L}'’-]+";
const initial = '\\p{Lu}\\.?';
/** One to four words with capitals on one line, initials among them, or `SURNAME, GIVEN`. */
const fullName = `(?:${word}|${initial}(?![\\p{L}]))(?:(?:,[ \\t]*|[ \\t]+)(?:(?:van|von|de|der|den|da|di|al|bin|el|la)[ \\t]+)*(?:${word}|${initial}(?![\\p{L}]))){0,3}`;
const titles = '(?:Dr|Drs|Prof|Mr|Mrs|Ms|Miss|Mx|Herr|Frau|Sr|Sra|Mme)\\.?|Doctor|Professor|DR|MR|MRS|MS';
const nameLabels =
  '(?:patient(?:[ \\t]+name)?|pt(?:[ \\t]+name)?|(?:full[ \\t]+|last[ \\t]+|first[ \\t]+|family[ \\t]+)?name|(?:referring|ordering|attending|requesting|reporting|interpreting)[ \\t]+(?:physician|doctor|provider|clinician|radiologist)|referred[ \\t]+by|radiologist|physician|technologist|provider|(?:electronically[ \\t]+)?signed[ \\t]+by|signed|dictated[ \\t]+by|reported[ \\t]+by|read[ \\t]+by|transcribed[ \\t]+by|verified[ \\t]+by|approved[ \\t]+by|discussed[ \\t]+with|communicated[ \\t]+to|cc)';
const idLabels =
  '(?:mrn|accession|acc|patient[ \\t]+id|pat[ \\t]*id|id|case|record|medical[ \\t]+record|hospital|exam|study|order|requisition|ssn|nhs|insurance|passport|account|visit|encounter|chart|file)';

/** A pattern, the kind of what it finds, and the group that is it; the whole match without one. */
const patterns: ReadonlyArray<readonly [PartKind, RegExp]> = [
  ['EMAIL', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu],
  ['URL', /\b(?:https?:\/\/|www\.)\S+[^\s.,;)]/giu],
  ['DATE', new RegExp(`\\b${year}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:[T ]\\d{1,2}:\\d{2}(?::\\d{2})?)?\\b`, 'gu')],
  ['DATE', /\b\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d{2}\b/gu],
  [
    'DATE',
    new RegExp(
      `\\b(?:\\d{1,2}(?:st|nd|rd|th)?[ -](?:of[ ])?)?${month}[ -](?:\\d{1,2}(?:st|nd|rd|th)?,?[ -])?${year}\\b`,
      'giu',
    ),
  ],
  ['DATE', new RegExp(`\\b\\d{1,2}(?:st|nd|rd|th)?[ ](?:of[ ])?${month}(?![\\p{L}])`, 'giu')],
  ['DATE', new RegExp(`\\b${month}[ ]\\d{1,2}(?:st|nd|rd|th)?\\b(?![ ]*(?:mm|cm|x)\\b)`, 'gu')],
  ['DATE', /(?<=\b(?:on|dated|from|since|of|date:?)[ \t]+)\d{1,2}\/\d{1,2}\b(?![/\d])/giu],
  [
    'DATE',
    /(?:(?:令和|平成|昭和)\s?\d{1,2}|(?:19|20)\d{2})年(?:\s?\d{1,2}月)?(?:\s?\d{1,2}日)?|\d{1,2}月\s?\d{1,2}日/gu,
  ],
  ['DATE', /\b\d{1,2}:\d{2}(?::\d{2})?[ ]?(?:[ap]\.?m\.?|hrs?|h)?\b/giu],
  [
    'AGE',
    /\b\d{1,3}[- ]?(?:years?|yrs?|months?|weeks?)[- ]old\b|\b\d{1,3}[ -]?(?:y\.?\/?o\.?|yo)\b|\bage[d:]?[ \t]*\d{1,3}\b|\d{1,3}\s?歳|\b\d{2}[ ]?[MF]\b(?![ ]?(?:m|c))/giu,
  ],
  ['PHONE', /(?<=\b(?:tel|phone|fax|mobile|cell|pager|ext|call)[.:]?[ \t]*(?:no\.?[ \t]*)?)\+?[\d(][\d() .-]{3,}\d/giu],
  [
    'PHONE',
    /(?<![\w.,])\+\d{1,3}[ .-]?\(?\d[\d() .-]{5,}\d|(?<![\w.,/])(?:\(\d{3}\)[ ]?|\d{3}[.-])\d{3}[.-]\d{4}\b|(?<![\w.,/])0\d{1,4}-\d{1,4}-\d{3,4}\b/gu,
  ],
  [
    'ID',
    new RegExp(
      `(?<=\\b${idLabels}[ \\t]*(?:(?:no|number|nr|num|id|#)\\.?)?[ \\t]*[:#=][ \\t]*#?)[A-Z0-9][\\w/.-]*\\d[\\w/-]*`,
      'giu',
    ),
  ],
  [
    'ID',
    new RegExp(
      `(?<=\\b(?:mrn|accession|ssn)(?:[ \\t]+(?:no|number|nr|#)\\.?)?[ \\t]+#?)[A-Z0-9][\\w-]*\\d[\\w-]*`,
      'giu',
    ),
  ],
  ['ID', /\b\d{3}-\d{2}-\d{4}\b|(?<![\w.,])(?:[A-Z]{1,4}[-_]?)?\d{6,}(?![\w%]|[.,]\d)/gu],
  ['NAME', new RegExp(`(?<=(?<![\\p{L}])(?:${titles})[ \\t]+)${fullName}`, 'gu')],
  [
    'NAME',
    new RegExp(
      `(?<=(?:^|[\\n;,.(][ \\t]*|[ \\t])(?:${caseless(nameLabels)})[ \\t]*[:：][ \\t]*)(?!(?:${titles})[ \\t])${fullName}`,
      'gmu',
    ),
  ],
  [
    'NAME',
    new RegExp(
      `(?<=(?:${caseless('(?:electronically[ \\t]+)?signed[ \\t]+by|dictated[ \\t]+by|reported[ \\t]+by|read[ \\t]+by|referred[ \\t]+by|verified[ \\t]+by|approved[ \\t]+by|discussed[ \\t]+with|communicated[ \\t]+to')})[ \\t]+)(?!(?:${titles})[ \\t])${fullName}`,
      'gu',
    ),
  ],
  ['NAME', new RegExp(`(?<![\\p{L}])(?:${givenNames.join('|')})(?:[ \\t]+(?:${initial}[ \\t]+)?${word}){1,2}`, 'gu')],
  [
    'NAME',
    new RegExp(
      `(?<![\\p{L}])(?:${givenNames.join('|').toUpperCase()})(?:[ \\t]+\\p{Lu}\\.?)?[ \\t]+\\p{Lu}{3,}(?![\\p{L}])`,
      'gu',
    ),
  ],
  [
    'NAME',
    new RegExp(
      `(?<![\\p{L}])${word},[ \\t]*(?:${[...givenNames, ...givenNames.map((name) => name.toUpperCase())].join('|')})(?![\\p{L}])`,
      'gu',
    ),
  ],
  [
    'NAME',
    /(?<=(?:患者名?|氏名|依頼医|読影医|担当医|主治医)[ \t　]*[:：][ \t　]*)[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]{1,6}(?:[ 　][\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]{1,6})?|[\p{sc=Han}]{1,4}(?=(?:先生|医師|様))/gu,
  ],
  [
    'PLACE',
    new RegExp(
      `(?:(?:St\\.?|Saint)[ ])?${word}(?:[ ](?:of[ ])?${word}){0,4}[ ](?:Hospital|Clinic|Medical Cent(?:er|re)|Infirmary|Health System|Imaging Cent(?:er|re))(?![\\p{L}])`,
      'gu',
    ),
  ],
];

/** A pattern that matches small and capital letters where the flag `i` would make capitals mean nothing. */
function caseless(pattern: string): string {
  return pattern.replace(/\\.|\[[^\]]*\]|\(\?[:=!]|[a-z]/g, (part) =>
    part.length === 1 ? `[${part}${part.toUpperCase()}]` : part,
  );
}

/** Words after a name's label or a given name that are no part of it: titles of sections, and what a report says first. */
const noNames = new Set(
  'FINDINGS IMPRESSION TECHNIQUE COMPARISON INDICATION HISTORY CLINICAL CT MRI MR PET US XR EXAM EXAMINATION STUDY REPORT CHEST ABDOMEN PELVIS HEAD NECK NO NOT NONE UNKNOWN THE THERE THIS MALE FEMALE WITH AND MD PHD DO AT ON IN FOR DOB SEX AGE MRN DATE'.split(
    ' ',
  ),
);

/** Everything in a report that tells who somebody is, in order, without overlaps. */
export function identifyingParts(report: string): readonly IdentifyingPart[] {
  const found: IdentifyingPart[] = [];
  for (const [kind, pattern] of patterns) {
    for (const match of report.matchAll(pattern)) {
      const part = { kind, start: match.index, end: match.index + match[0].length };
      const trimmed = kind === 'NAME' ? withoutOtherWords(report, part) : part;
      if (trimmed) found.push(trimmed);
    }
  }
  return merged([...found, ...repeatedNames(report, found)]);
}

function withoutOtherWords(report: string, part: IdentifyingPart): IdentifyingPart | undefined {
  let end = part.start;
  for (const match of report.slice(part.start, part.end).matchAll(/[\p{L}'’.-]+/gu)) {
    if (noNames.has(match[0].toUpperCase())) break;
    end = part.start + match.index + match[0].length;
  }
  return end > part.start
    ? { ...part, end: report[end - 1] === '.' && end - part.start > 2 ? end - 1 : end }
    : undefined;
}

/** A surname that stood after a label or a title is a name wherever it stands. */
function repeatedNames(report: string, found: readonly IdentifyingPart[]): readonly IdentifyingPart[] {
  const names = new Set(
    found
      .filter(({ kind }) => kind === 'NAME')
      .flatMap(({ start, end }) => report.slice(start, end).match(/[\p{L}'’-]{3,}/gu) ?? []),
  );
  if (names.size === 0) return [];
  const forms = [...names]
    .flatMap((name) => [name, name.toUpperCase(), name[0].toUpperCase() + name.slice(1).toLowerCase()])
    .map(escapeRegExp);
  const anywhere = new RegExp(`(?<![\\p{L}])(?:${[...new Set(forms)].join('|')})(?![\\p{L}])`, 'gu');
  return [...report.matchAll(anywhere)].map((match) => ({
    kind: 'NAME',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function merged(parts: readonly IdentifyingPart[]): readonly IdentifyingPart[] {
  const out: IdentifyingPart[] = [];
  for (const part of parts.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = out.at(-1);
    if (!last || part.start >= last.end) out.push(part);
    else if (part.end > last.end) out[out.length - 1] = { ...last, end: part.end };
  }
  return out;
}
