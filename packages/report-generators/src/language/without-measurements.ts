import { capitalised } from './part-words.ts';

/**
 * A sentence without what cannot be known from one scan by looking: sizes and other numbers with units, places in series of images, and
 * comparisons with earlier exams. `A 12 mm nodule in the left lung, unchanged from prior.` becomes `A nodule in the left lung.` What the
 * finding is stays: `Liver size is increased.` is no comparison.
 *
 * Undefined where the sentence is about the size or the change itself (`The nodule measures 8 mm.`, `This has resolved.`) or where
 * something of either would be left: such a sentence must not be written about another exam. English is rewritten; a Japanese sentence is
 * taken as it is, or not at all.
 */
export function withoutMeasurements(sentence: string): string | undefined {
  if (sentence.length > longest || aboutChange.test(sentence) || aboutSize.test(sentence)) return undefined;
  if (japanese.test(sentence)) return japaneseMeasured.test(sentence) ? undefined : sentence.trim();
  let text = sentence.trim();
  for (const [wording, replacement] of [...references, ...enlarged, ...comparisons, ...sizes])
    text = text.replace(wording, replacement);
  text = tidy(text);
  if (leftOver.some((words) => words.test(text)) || dangling.test(text) || !/\p{L}{3}/u.test(text)) return undefined;
  return capitalised(text);
}

/** Whether an English text has a number with a unit, or holds an earlier exam beside this one. */
export const leavesMeasurement = (text: string): boolean =>
  text.length > longest || aboutChange.test(text) || leftOver.some((words) => words.test(text));

/** Characters of a sentence; what is longer is none. */
const longest = 1000;

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const japaneseMeasured =
  /[\d\uFF10-\uFF19]|前回|以前|既知|不変|変化|著変|増大|縮小|増加|減少|増悪|改善|軽快|新たに|新規|新出|消失|残存|引き続き|同様/u;

type Rewrite = readonly [pattern: RegExp, replacement: string];

const pattern = (source: string, flags = 'giu') => new RegExp(source, flags);

const number = String.raw`\d{1,4}(?:[.,]\d{1,2})?`;
const unit = String.raw`(?:cm|mm|㎝|㎜|m[lL]|cc|HU|centimet(?:er|re)s?|millimet(?:er|re)s?|millilit(?:er|re)s?|hounsfield units?|percent|%|°|degrees?)`;
const one = String.raw`${number}(?:\s*-?\s*${unit})?`;
const hedge = String.raw`(?:(?:up to|at least|at most|approximately|approx\.?|about|around|nearly|almost|roughly|less than|more than|greater than|~|<|>|≤|≥|a maximum of|as much as)\s*)*`;
const axis = String.raw`(?:\s*\(?(?:AP|TR|CC|SI|transverse|craniocaudal|anteroposterior|TV)\)?)?`;
/** `12 mm`, `up to 2.3 x 1.8 cm`, `3-4 mm`: numbers with a unit at the end. */
const size = String.raw`(?<![\d.,\p{L}])${hedge}(?:${one}${axis}\s*(?:[x×*]|by|to|and|[-–])\s*){0,2}${number}\s*-?\s*${unit}${axis}(?![\p{L}\d])`;
const dimension = String.raw`(?:size|diameter|length|height|width|depth|thickness|span|extent|dimensions?|calib(?:er|re)|caliber|axis|short axis|long axis|transverse|craniocaudally|thick|wide|long|deep)`;
const qualifier = String.raw`(?:(?:greatest|maximum|maximal|largest|longest|short|long|axial|transverse|craniocaudal|anteroposterior|AP|CC|mean|overall)\s+)*`;
/** ` in craniocaudal length`, ` in the midclavicular line`, ` thick` */
const inDimension = String.raw`(?:\s+(?:in|of)\s+(?:its\s+|the\s+)?${qualifier}(?:${dimension}|(?:midclavicular|axial|sagittal|coronal) (?:line|plane))|\s+${qualifier}${dimension})?`;
const place = String.raw`(?:\s+(?:in|at|within|on|of)\s+[^,;.]*?)?`;

const exam = String.raw`(?:(?:the|a|an)\s+)?(?:most\s+)?(?:(?:prior|previous|preceding|earlier|last|recent|old|outside|comparison|baseline)\s*)+(?:(?:CT|PET|MR[I]?|imaging|exam(?:ination)?|study|studies|scans?|reports?|one|films?)\b\s*)*(?:(?:of|from|dated)\s+[\d/.-]+(?:\s+\w+\s+\d{4})?)?`;
const against = String.raw`(?:\s*(?:,\s*)?(?:from|to|since|than(?:\s+(?:on|in))?|compared (?:to|with)|in comparison (?:to|with)|relative to|as on|on|when compared (?:to|with))\s+(?:${exam}|before))`;
const change = String.raw`(?:(?:has|have|is|are)\s+)?(?:(?:slightly|mildly|moderately|markedly|significantly|substantially|not significantly|minimally|now|also|essentially|grossly|largely|otherwise|overall|likely|not)\s+)*(?:un(?:changed|altered)|stable|similar|new(?:ly)?|increas(?:ed|ing)|decreas(?:ed|ing)|reduced|progress(?:ed|ing)|improv(?:ed|ing)|worsen(?:ed|ing)|worse|enlarg(?:ed|ing)|grown|growing|larger|smaller|changed|persist(?:ent|s|ing)|shrunk|more (?:pronounced|prominent|extensive|conspicuous)|less (?:pronounced|prominent|extensive|conspicuous)|again (?:seen|noted|demonstrated)|not seen|previously ${size}|no (?:significant |interval )*change|without (?:significant |interval )*change)`;

/** The sentence says what became of something, and nothing else. */
const aboutChange = pattern(
  String.raw`\b(?:resol(?:ved|ution|ving)|no longer|previously (?:seen|noted|described|identified|demonstrated)|disappear\w*|interval (?:development|resolution|removal|placement|increase|decrease|improvement|progression|growth|change|enlargement))\b|^(?:this|these|that|it|they|findings?|appearances?)\s+(?:is|are|has|have|was|were|remains?|measures?)\b`,
  'iu',
);

/** `Maximum diameter of the aorta is 4.2 cm`: what is left would say nothing of it. */
const aboutSize = pattern(
  String.raw`^(?:[^:]{1,40}:)?[^,;:]*\b${dimension}\b[^,;:]*\s(?:is|was|are|measures)\s+${size}`,
  'iu',
);

/** Images and series that a sentence points to. */
const references: readonly Rewrite[] = [
  [pattern(String.raw`\s*[([][^()[\]]*\b(?:image|images|img|im|series|se|slice)\b\.?\s*#?\d[^()[\]]*[)\]]`), ''],
  [
    pattern(
      String.raw`,?\s+(?:(?:as\s+)?seen\s+)?(?:on|at|see)?\s*(?:series|se)\b\.?\s*#?\d+\s*,?\s*(?:images?|im|slices?)\b\.?\s*#?\d+(?:\s*[-–/]\s*\d+)?`,
    ),
    '',
  ],
  [
    pattern(
      String.raw`,?\s+(?:on|at|see)\s+(?:axial\s+|coronal\s+|sagittal\s+)?(?:images?|slices?)\s+#?\d+(?:\s*[-–/]\s*\d+)?`,
    ),
    '',
  ],
];

/** `The liver measures 18 cm in span, enlarged and …`: the verb is kept for what follows. */
const enlarged: readonly Rewrite[] = [
  [
    pattern(String.raw`\b(measures|measure)\s+(?:in\s+)?${size}${inDimension}\s*(?:,|and is|and are)\s+(?=\p{L})`),
    '\u0001$1 ',
  ],
];

const comparisons: readonly Rewrite[] = [
  [
    pattern(
      String.raw`\s*\((?:[^()]*[;,]\s*)?(?:${change}${against}?|(?:was|from|previously|prior|formerly)\s+${size})[^()]*\)`,
    ),
    '',
  ],
  // `, previously 3 cm, now larger` · `, unchanged in size since the prior exam` · `; this is new compared to prior`
  [
    pattern(
      String.raw`\s*[,;–—]\s*(?:and\s+|which\s+(?:is|are|has|have)\s+|this\s+is\s+|now\s+|again\s+)?(?:(?:previously|formerly|prior|was|from)\s+${size}|${change})(?:\s+in (?:size|number|extent|appearance|volume|caliber))?(?:\s+(?:from|to)\s+${size})?${against}?(?:\s+in the interval|\s+since then)?(?=\s*(?:[,;.]|$))`,
    ),
    '',
  ],
  [pattern(String.raw`${against}(?:\s+(?:is|are)\s+available)?(?=\s*(?:[,;.]|$))`), '\u0000'],
  // `New 8 mm nodule`, `a stable nodule`, `again seen is a cyst`
  [pattern(String.raw`^again (?:seen|noted|demonstrated|identified|visualized)(?:,| is| are)?\s+`), ''],
  [pattern(String.raw`\b(is|are) again (seen|noted|demonstrated|identified|visualized)`), '$1 $2'],
  [
    pattern(
      String.raw`(^|\b(?:a|an|the|is|are|with|of|and|there (?:is|are)|small|mild|moderate|large)\s+)(?:(?:interval|overall|essentially)\s+)?(?:new|newly|stable|unchanged|persistent|persisting|known|residual|increasing|decreasing|enlarging|growing|worsening|improving|progressive|recurrent)\s+(?=\p{L}|\d)`,
    ),
    '$1',
  ],
];

const sizes: readonly Rewrite[] = [
  // `, the largest measuring 12 mm in the right lower lobe` · `; dominant one 3 cm`
  [
    pattern(
      String.raw`\s*[,;–—(]\s*(?:with\s+)?(?:the\s+)?(?:larger|largest|biggest|dominant|index|reference|greatest|smaller|smallest)(?:\s+(?:one|of (?:them|these|which)|lesion|nodule|stone|cyst|calculus|node|deposit))?${place}\s*,?\s*(?:(?:is|are|being|measur(?:es|ing)|at|of|with)\s+)*${size}${inDimension}${place}\)?(?=\s*(?:[,;.]|$))`,
    ),
    '',
  ],
  [
    pattern(
      String.raw`\s*[,;–—]?\s*\b(?:measuring|measured at|estimated at)\s+${size}${inDimension}(?:\s+(?:and|x|by)\s+${size}${inDimension})*`,
    ),
    '',
  ],
  // ` with a thickness of 8 mm` · `, common duct up to 12 mm` · `; CBD measures 11 mm` · `, craniocaudal length 15 cm`
  [
    pattern(
      String.raw`(?:\s*[,;–—]\s*(?:with\s+)?|\s+(?:with|to|at|in|and)\s+)(?:an?\s+|the\s+)?${qualifier}(?:common (?:bile )?duct|CBD|${dimension})(?:\s+(?:of|is|measures|measuring|reaching|at|being))*\s+${size}${inDimension}`,
    ),
    '',
  ],
  [pattern(String.raw`\s*\(\s*${size}${inDimension}[^()]*\)`), ''],
  // ` of 12 mm`, ` to 9 mm`, `, 8 mm thick`
  [
    pattern(
      String.raw`(?:\s*[,;–—]\s*|\s+(?:of|at|to|by|is|with|in)\s+|\s+)${size}${inDimension}(?=\s*(?:[,;.)]|$|(?:in|of|from|at|on|with|and|is|within|involving|arising)\b))`,
    ),
    '',
  ],
  // `a 12 mm nodule`
  [pattern(String.raw`${size}\s*(?:,\s*)?(?=\p{L})`), ''],
];

function tidy(text: string): string {
  return (
    text
      // `measures` before an adjective was `is`.
      .replaceAll(/\u0001measures\b/gi, 'is')
      .replaceAll(/\u0001measure\b/gi, 'are')
      .replaceAll(/\(\s*[,;]?\s*\)/g, '')
      .replaceAll(/\s+([,;.):])/g, '$1')
      .replaceAll(/([,;])(?:\s*[,;])+/g, '$1')
      .replaceAll(/[,;]\s*(?=\.|$)/g, '')
      .replaceAll(/^[\s,;:.–—-]+/g, '')
      .replaceAll(/:\s*[,;]\s*/g, ': ')
      .replaceAll(/\s{2,}/g, ' ')
      .replaceAll(/\b([Aa])n (?=[bcdfgjklmnpqrstvwxyz])/g, '$1 ')
      .replaceAll(/\b([Aa]) (?=[aeio]|u(?!ni|re|te|ti))/g, '$1n ')
      .trim()
  );
}

/** What may not be left: a number with a unit, or words that hold an earlier exam beside this one. */
const leftOver: readonly RegExp[] = [
  pattern(String.raw`\d\s*-?\s*${unit}(?![\p{L}])`, 'iu'),
  /\d+[.,]\d+|\d\s*[x×]\s*\d|\d{1,2}\/\d{1,2}\/\d{2,4}/u,
  /[\u0000\u0001]/u,
  pattern(
    String.raw`\b(?:prior|previous(?:ly)?|formerly|compar(?:ed|ison) (?:to|with) (?!the (?:spleen|liver|muscle|contralateral|other|opposite))|unchanged|unaltered|stable|since|interval(?:ly)?|now|again|new(?:ly)?|no longer|persist\w*|than (?:on|before|in)|(?:has|have) (?:\w+ )?(?:increased|decreased|progressed|improved|worsened|grown|enlarged|developed|changed)|progressed|improved|worsened|not significantly changed|similar to)\b(?! (?:chole\w*|\w*ectomy|surgery|resection|sternotomy|operation|repair|grafting|granulomatous|hemisphere)\b)`,
    'iu',
  ),
];

const dangling =
  /(?:^|\s)(?:of|at|to|in|with|by|is|are|the|an?|and|or|up|measuring|measures|measure|about|approximately|largest|than|from|for)\.?$/iu;
