/** Contrast phases as reports name them. */
const phases: ReadonlyArray<readonly [phase: string, pattern: RegExp]> = [
  ['arterial', /\b(?:late |early )?arterial[ -]phase|\barterially enhanc|\bct angiogra/i],
  ['portal-venous', /\bportal(?:[ -]venous)?[ -]phase|\bvenous[ -]phase/i],
  ['nephrographic', /\bnephrographic[ -]phase/i],
  ['delayed', /\b(?:delayed|excretory|equilibrium|late)[ -](?:phase|acquisition|image|scan)/i],
  [
    'plain',
    /\b(?:unenhanced|non[ -]?contrast(?:ed)?|non[ -]?enhanced|without (?:intravenous |iv |i\.v\. )?contrast)\b/i,
  ],
];

export const mayNamePhase = (text: string): boolean => /phase|contrast|enhanced|angiogra|delayed/i.test(text);

/** The one phase that a text names; undefined where it names none, or several. */
export function phaseOf(text: string): string | undefined {
  if (!mayNamePhase(text)) return undefined;
  const found = phases.filter(([, pattern]) => pattern.test(text));
  return found.length === 1 ? found[0][0] : undefined;
}
