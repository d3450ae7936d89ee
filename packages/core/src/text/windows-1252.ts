/** What windows-1252 has at 0x80 to 0x9f; a control character where it has nothing. */
const high = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Text of windows-1252 as it should be: some versions of Node (20.20) decode it as Latin-1, which has controls for quotes and dashes. */
export const withoutLatin1Controls = (text: string): string =>
  text.replace(/[\x80-\x9f]/g, (control) => high[control.charCodeAt(0) - 0x80]);
