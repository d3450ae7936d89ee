/** When after the injection of contrast medium a CT was made. `contrast`: some phase with contrast medium. */
export const contrastPhases = [
  'non-contrast',
  'arterial',
  'portal-venous',
  'nephrographic',
  'delayed',
  'contrast',
] as const;

export type ContrastPhase = (typeof contrastPhases)[number];

/** The phase of a scan, and what it was told by: the tags of its file, or the HU of vessels and kidneys. */
export interface ScanPhase {
  readonly phase: ContrastPhase;
  readonly by: 'tags' | 'hu';
}
