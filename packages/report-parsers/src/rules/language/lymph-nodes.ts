/** What reports say of lymph nodes' size: patterns on words in lower case with one space between, hyphens left out. */

const adverbs = String.raw`(?:[a-z]+ ){0,3}?`;
const limit = String.raw`(?:patholog[a-z]*|abnormal|significant|enlarged)`;

/** The report says itself that they are not enlarged. */
export const explicitlyUnenlarged: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:not|non|none|isn't|aren't|neither) (?:of (?:which|them|these|those) )?${adverbs}enlarged\b`,
  ),
  /\b(?:nonenlarged|unenlarged)\b/,
  /\b(?:not|none|without) (?:[a-z]+ ){0,2}?enlargement\b/,
  new RegExp(
    String.raw`\b(?:not|non|without|no) (?:of (?:which|them) )?${adverbs}${limit} (?:by |in |on |on the basis of )?(?:ct )?(?:size|sized|dimensions?|diameters?)\b`,
  ),
  new RegExp(
    String.raw`\b(?:not|non) ${adverbs}(?:patholog[a-z]*|abnormal)\b(?: in (?:size|appearance)(?: and (?:size|appearance))?)?`,
  ),
  /\bnonpathologic(?:al)?\b/,
  /\b(?:not|none|n't) (?:[a-z]+ ){0,3}?(?:reach|reached|reaching|meet|meeting|fulfil|fulfill|fulfilling|exceed|exceeding) (?:[a-z]+ ){0,3}?(?:size|dimensions?|criteria|threshold|limits?)(?: (?:criteria|threshold|limits?))?(?: for [a-z ]*?enlargement)?/,
  /\bwithin (?:the )?(?:upper )?(?:normal|physiologic|physiological) (?:size )?(?:limits?|range)\b/,
  /\bwithin (?:the )?(?:limits?|range) of normal\b/,
  /\bnormal (?:in size|sized|size|by (?:ct )?size|size limits|by ct criteria)\b/,
  /\bnormally sized\b/,
  /\b(?:below|under) (?:the )?(?:size )?(?:threshold|criteria)\b/,
  /\binsignificant (?:by|in) (?:ct )?size\b/,
];

/** It calls them small. */
export const smallNodes: readonly RegExp[] = [
  /\bsub ?cent(?:imeter|imetre|imetric)[a-z]*/,
  /\bmillimet(?:ric|rical|er sized|re sized)\b/,
  /\bin millimet(?:er|re)s?(?: in)?(?: sizes?)?/,
  /\b(?:less|smaller|shorter|not (?:larger|greater|longer)) than (?:1 cm|1\.0 cm|10 mm|[1-9](?:\.\d+)? mm|0\.\d+ cm)/,
  /(?:\bbelow|\bunder|<|\bnot exceeding) (?:1 cm|1\.0 cm|10 mm|[1-9](?:\.\d+)? mm|0\.\d+ cm)/,
];

/** Some of them are small, others are not. */
export const unenlargedOthers = /\b(?:others?|rest|remaining|remainder|some of (?:which|them))\b[^,;.]*/;

/** What makes a lymph node of any size more than a lymph node. */
export const pathologicalNodes =
  /\b(?:enlarg|patholog|lymphadenopath|adenopath|metasta|conglomerat|necro|suspicious|malignan|bulky|matted|involve|increas|progress|grow)/;

/** What they are suspected of may stand in the rest of the sentence: `nodes of 8 mm, suspicious for metastases`. */
export const suspiciousNodes = /\b(?:suspicious|worrisome|concerning|malignan|metastatic|necro)/;
