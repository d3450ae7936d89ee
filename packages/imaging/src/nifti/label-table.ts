/**
 * The names of a label map's numbers, from the Caret XML extension that TotalSegmentator and Connectome Workbench write
 * into NIfTI files; undefined where there is none.
 */
export function labelTableOf(extensions: Uint8Array): ReadonlyMap<number, string> | undefined {
  const text = Buffer.from(extensions.buffer, extensions.byteOffset, extensions.byteLength).toString('utf8');
  if (!text.includes('<LabelTable>')) return undefined;
  const names = new Map<number, string>();
  for (const [, key, name] of text.matchAll(/<Label\b[^>]*\bKey="(\d+)"[^>]*>(?:<!\[CDATA\[)?([^<\]]+)/g)) {
    if (key !== '0') names.set(Number(key), name.trim());
  }
  return names.size > 0 ? names : undefined;
}
