const endings =
  /(?:itis|osis|oses|oma|omas|omata|thorax|thoraces|ectomy|ectomies|iasis|pathy|megaly|emia|plasia|genesis|ectas[ie]s|ectasia|thes[ie]s|lys[ie]s|malacia|varices|varix)$/;
const words = /^(?:osteophyt|diverticul|nephrogram|pneumothora|whipple|anephric|splenule)/;

/** True for a word that is among an organ's names and yet names a disease or an operation: no place, and nothing that can be missing. */
export function namesDisease(word: string): boolean {
  let answer = known.get(word);
  if (answer === undefined) {
    answer = endings.test(word) || words.test(word);
    if (known.size < knownLimit) known.set(word, answer);
  }
  return answer;
}

const known = new Map<string, boolean>();
const knownLimit = 10_000;
