/** What a cue says of the findings in its scope. */
export type CueKind =
  /** The finding is not there. */
  | 'negation'
  /** It may be there. */
  | 'uncertainty'
  /** It is probably there. */
  | 'likelihood'
  /** A negation that leaves the finding open: `cannot be excluded`. Stronger than any negation around it. */
  | 'open-question'
  /** The statement is about another time, a wish or a limitation: nothing is said of the finding. */
  | 'no-statement'
  /** Looks like a negation and is none: `no change`. */
  | 'pseudo'
  /** Ends every scope. */
  | 'terminator'
  /** Ends a negation only: `no effusion with ascites`. */
  | 'negation-terminator';

export interface Cue {
  readonly kind: CueKind;
  /** Whether the cue's scope lies after it, before it, or on both sides. */
  readonly scope: 'after' | 'before' | 'both';
  /** How far the wording commits itself, 0–1. */
  readonly strength: number;
}

type CueTable = ReadonlyArray<readonly [kind: CueKind, scope: Cue['scope'], strength: number, phrases: readonly string[]]>;

const be = ['is', 'are', 'was', 'were'];
const seen = [
  'seen', 'identified', 'noted', 'detected', 'observed', 'demonstrated', 'visualized', 'visualised', 'found', 'appreciated', 'evident', 'present',
  'apparent', 'shown', 'visible', 'encountered', 'recognized', 'depicted', 'distinguished', 'determined',
];
const adverbs = ['', 'clearly ', 'definitely ', 'definitively ', 'convincingly ', 'readily ', 'currently '];
const each = (heads: readonly string[], tails: readonly string[]) => heads.flatMap((head) => tails.map((tail) => `${head}${tail}`));

const notSeen = [
  ...each(adverbs.map((adverb) => `not ${adverb}`), seen),
  ...each(['not been ', 'cannot be ', 'can not be ', 'could not be '], seen),
  ...each(['no longer '], [...seen, 'definitely seen', 'clearly seen']),
];

const earlier = ['in', 'on'].flatMap((word) => ['', ' the', ' his', ' her', ' their'].flatMap((whose) => [' previous', ' prior', ' old', ' former'].map((when) => ` ${word}${whose}${when}`)));
/** `Not seen on the prior study`: it is there now. */
export const notSeenBefore: readonly string[] = [
  ...each(seen.map((participle) => `not ${participle}`), [...earlier, ' previously', ' before']),
  ...each(seen.map((participle) => `not previously ${participle}`), ['']),
];

/** After NegEx and ConText, widened for radiology. */
export const cueTable: CueTable = [
  ['negation', 'after', 0.95, [
    'no', 'not', 'without', 'w/o', 'no evidence of', 'no evidence for', 'no sign of', 'no signs of', 'no ct evidence of', 'negative for', 'free of',
    'clear of', 'absence of', 'lack of', 'lacks', 'lacking', 'denies', 'denied', 'rather than', 'instead of', 'never', 'neither', 'nor', 'none of',
    'resolution of', 'interval resolution of', 'fails to show', 'fails to reveal', 'devoid of', 'ruled out for', 'excluded for', 'not associated with',
    'unaccompanied by', "isn't", "aren't", "wasn't", "doesn't", 'cannot identify', 'nothing to suggest', 'nothing suggestive of', 'rules out', 'excludes',
    'disappearance of', 'nonvisualization of', 'non visualization of',
  ]],
  ['negation', 'after', 0.8, ['no definite', 'no obvious', 'no convincing', 'no gross', 'no discrete', 'no clear evidence of', 'no definite evidence of']],
  // What is denied is a further, newer or larger one: an earlier statement stands against these.
  ['negation', 'after', 0.5, ['no other', 'no additional', 'no further', 'no residual', 'no new', 'no newly', 'no large', 'no sizable', 'no sizeable', 'unlikely to represent', 'less likely']],
  ['negation', 'before', 0.95, [
    ...notSeen, ...each(be, [' absent', ' negative']), 'appear absent', 'appears absent', 'remain absent', 'remains absent',
  ]],
  ['negation', 'before', 0.9, [
    ...each(be.map((verb) => `${verb} `), ['excluded', 'ruled out']), 'been excluded', 'been ruled out', 'has resolved', 'have resolved', 'is resolved',
    'are resolved', 'resolved', 'completely resolved', 'disappeared', 'none seen', 'none',
  ]],
  ['negation', 'before', 0.6, each(be, [' unlikely', ' felt unlikely', ' considered unlikely', ' less likely'])],
  ['uncertainty', 'after', 0.5, [
    'may', 'might', 'could', 'may represent', 'might represent', 'could represent', 'can represent', 'may reflect', 'could reflect', 'may be', 'might be',
    'could be', 'may indicate', 'may suggest', 'may have', 'may relate to', 'possible', 'possibly', 'perhaps', 'suspicious for', 'suspicious of',
    'suspicion of', 'suspicion for', 'suspected', 'suspect', 'concern for', 'concerning for', 'worrisome for', 'question of', 'question', 'questionable',
    'equivocal', 'indeterminate for', 'potential', 'potentially', 'rule out', 'r/o', 'consider', 'cannot be certain of', 'presumed', 'differential includes',
    'differential diagnosis includes', 'borderline', 'query', 'uncertain', 'raises concern for', 'raising concern for', 'raises the possibility of',
    'raising the possibility of', 'possibility of',
  ]],
  ['uncertainty', 'before', 0.5, [
    ...each(be, [' possible', ' suspected', ' questionable', ' equivocal', ' a consideration', ' considered', ' uncertain', ' in question']),
    'should be considered', 'may be considered', 'may be present', 'could be present', 'might be present', 'not definitely excluded',
  ]],
  ['uncertainty', 'both', 0.5, ['versus', 'vs']],
  ['likelihood', 'after', 0.7, [
    'likely', 'most likely', 'likely represents', 'likely representing', 'likely reflecting', 'probable', 'probably', 'suggestive of', 'suggesting',
    'suggests', 'suggest', 'presumably', 'favor', 'favors', 'favored to represent', 'favoured to represent', 'in favor of', 'in favour of',
    'most suggestive of', 'likely due to', 'thought to represent', 'felt to represent', 'appears to be', 'appears to represent',
  ]],
  ['likelihood', 'before', 0.7, each(be, [' likely', ' probable', ' favored', ' favoured', ' suggested'])],
  ['open-question', 'after', 0.4, [
    'cannot exclude', 'can not exclude', 'could not exclude', 'does not exclude', 'do not exclude', 'not exclude', 'not excluding', 'difficult to exclude',
    'cannot rule out', 'can not rule out', 'could not rule out', 'does not rule out', 'not rule out', 'unable to exclude', 'not possible to exclude', 'impossible to exclude', 'not possible to rule out',
  ]],
  ['open-question', 'before', 0.4, [
    'cannot be excluded', 'can not be excluded', 'could not be excluded', 'cannot be ruled out', 'can not be ruled out', 'could not be ruled out',
    'not excluded', 'not be excluded', 'not ruled out', 'not be ruled out', 'not been excluded', 'not been ruled out', 'not entirely excluded',
    'not completely excluded', 'cannot be entirely excluded', 'cannot be completely excluded', 'difficult to exclude', 'cannot be confirmed or excluded', 'cannot be confirmed', 'could not be confirmed',
  ]],
  ['no-statement', 'after', 0, [
    'history of', 'past history of', 'previous history of', 'h/o', 'known history of', 'evaluate for', 'evaluation for', 'evaluated for', 'assess for',
    'assessment for', 'in terms of', 'if', 'in case of', 'risk of', 'risk for', 'to exclude', 'to rule out', 'in order to exclude', 'screening for',
    'evaluation of', 'assessment of', 'prior to', 'correlate for', 'monitor for',
    'drainage of', 'removal of', 'follow up of', 'follow up for', 'surveillance of',
  ]],
  ['no-statement', 'both', 0, [
    'not well evaluated', 'not well assessed', 'not well seen', 'not well visualized', 'not optimally evaluated', 'suboptimally evaluated',
    'suboptimally assessed', 'limited evaluation', 'limited assessment', 'limits evaluation', 'limiting evaluation', 'limits assessment',
    'evaluation is limited', 'cannot be evaluated', 'could not be evaluated', 'cannot be assessed', 'could not be assessed', 'not evaluated',
    'not assessed', 'not fully evaluated', 'incompletely evaluated', 'incompletely assessed', 'partially visualized', 'incompletely visualized',
    'not included', 'not imaged', 'incompletely imaged', 'partially imaged', 'could not be performed', 'is limited', 'are limited',
    'could not be evaluated optimally', 'cannot be evaluated optimally', 'was limited', 'obscured by',
  ]],
  ['pseudo', 'after', 0, [
    'no change', 'no significant change', 'no interval change', 'no significant interval change', 'no appreciable change', 'no substantial change',
    'no evidence of change', 'not changed', 'not significantly changed', 'not substantially changed', 'not appreciably changed', 'without change',
    'without significant change', 'without interval change', 'without significant interval change', 'no increase', 'no decrease', 'no significant increase',
    'no significant decrease', 'no interval increase', 'no interval decrease', 'no longer enlarging', 'not only', 'not completely', 'not entirely',
    'not fully', 'not necessarily', 'not certain', 'not yet resolved', 'not resolved', 'nearly resolved', 'almost resolved', 'partially resolved',
    ...notSeenBefore,
    'above normal', 'below normal', 'larger than normal', 'smaller than normal', 'greater than normal', 'less than normal', 'more than normal',
    'no doubt', 'not without', 'not devoid of', 'no cause of', 'no cause for', 'no obvious cause of', 'gram negative', 'compatible with', 'consistent with', 'in keeping with', 'in accordance with', 'correlates with', 'together with',
    'lack of contrast', 'lack of intravenous contrast', 'lack of iv contrast', 'without contrast', 'without iv contrast', 'without intravenous contrast',
    'absence of contrast', 'absence of intravenous contrast', 'no contrast', 'no intravenous contrast', 'no iv contrast', 'no follow up', 'not reach', 'not reaching', 'did not reach', 'does not reach',
  ]],
  ['terminator', 'after', 0, [
    'but', 'however', 'although', 'though', 'except', 'except for', 'apart from', 'aside from', 'other than', 'otherwise', 'nevertheless', 'yet', 'still',
    'which', 'because', 'since', 'while', 'whereas', 'besides', 'there is', 'there are', 'causing', 'caused by', 'secondary to', 'due to',
    'status post', 'with the exception of', 'presenting',
  ]],
  ['negation-terminator', 'after', 0, ['with', 'showing', 'demonstrating', 'associated with']],
];
