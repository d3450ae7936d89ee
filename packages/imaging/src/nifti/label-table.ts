/**
 * The names of a label map's numbers, from the Caret XML extension that TotalSegmentator and Connectome Workbench write
 * into NIfTI files; undefined where there is none.
 */
export function labelTableOf(extensions: Uint8Array): ReadonlyMap<number, string> | undefined {
  const text = Buffer.from(extensions.buffer, extensions.byteOffset, extensions.byteLength).toString('utf8');
  if (!text.includes('<LabelTable>')) return undefined;
  const names = new Map<number, string>();
  const starts = [...text.matchAll(/<Label\s/g)].map(({ index }) => index);
  for (const [i, start] of starts.entries()) {
    // Each part of the text is looked at once, however a hostile one nests its elements or leaves them open.
    const [attributes, content = ''] = splitAt(text.slice(start, starts[i + 1]), '>');
    const key = Number(/\bKey="(\d+)"/.exec(attributes)?.[1] ?? 0);
    const name = /^(?:<!\[CDATA\[)?([^<\]]+)/.exec(content)?.[1];
    if (key > 0 && name !== undefined) names.set(key, name.trim());
  }
  return names.size > 0 ? names : undefined;
}

function splitAt(text: string, sign: string): readonly [string, string?] {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** `NIFTI_ECODE_CARET` of `nifti1.h`. */
const CARET = 30;

/** The extension that {@link labelTableOf} reads, padded to 16 bytes as the standard asks. */
export function encodeLabelTable(names: ReadonlyMap<number, string>): Buffer {
  const labels = [...names].map(([number, name]) => {
    if (name.includes(']]>') || name.includes('<')) throw new RangeError(`A structure cannot be called ${name}.`);
    return `<Label Key="${number}" Red="1" Green="1" Blue="1" Alpha="1"><![CDATA[${name}]]></Label>`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8"?><CaretExtension><VolumeInformation Index="0"><LabelTable>${labels.join('')}</LabelTable></VolumeInformation></CaretExtension>`;
  const text = Buffer.from(xml, 'utf8');
  const extension = Buffer.alloc(16 * Math.ceil((text.length + 8) / 16));
  extension.writeInt32LE(extension.length, 0);
  extension.writeInt32LE(CARET, 4);
  text.copy(extension, 8);
  return extension;
}
