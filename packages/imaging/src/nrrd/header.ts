/** A NRRD header's lines: `field: value`, and free `key:=value` pairs. */
export interface NrrdHeader {
  /** By lower-case name, with the format's synonyms as one. */
  readonly fields: ReadonlyMap<string, string>;
  readonly pairs: ReadonlyMap<string, string>;
}

const synonyms: Readonly<Record<string, string>> = {
  datafile: 'data file',
  lineskip: 'line skip',
  byteskip: 'byte skip',
  blocksize: 'block size',
  centerings: 'centers',
};

export const isNrrd = (head: Uint8Array): boolean =>
  /^NRRD000[1-5][\r\n]/.test(Buffer.from(head.subarray(0, 9)).toString('latin1'));

/** Where the header ends: after the first empty line, or at the end of a file that holds nothing else. */
export function endOfHeader(bytes: Buffer, isAll: boolean): number | undefined {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return isAll ? bytes.length : undefined;
}

export function parseHeader(text: string): NrrdHeader {
  const [fields, pairs] = [new Map<string, string>(), new Map<string, string>()];
  for (const line of text.split(/\r?\n/).slice(1)) {
    if (line.startsWith('#')) continue;
    const [, name, sign, value] = /^(.*?):(=| )(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (sign === '=') pairs.set(name, value);
    else fields.set(synonyms[name.toLowerCase()] ?? name.toLowerCase(), value.trim());
  }
  return { fields, pairs };
}
