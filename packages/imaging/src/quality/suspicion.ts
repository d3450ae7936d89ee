/** Something about a volume that is probably wrong. Nothing is changed because of it: a reader should look. */
export interface Suspicion {
  readonly kind:
    | 'not-hu'
    | 'rescaled-twice'
    | 'intercept-missing'
    | 'out-of-range'
    | 'clipped'
    | 'not-finite'
    | 'spacing'
    | 'slices-doubled'
    | 'slices-unordered'
    | 'left-right-swapped'
    | 'front-back-swapped'
    | 'upside-down'
    | 'sizes'
    | 'densities';
  /** A full sentence, with the numbers it rests on. */
  readonly message: string;
  /** Set for what is unusual, and may well be right: it is told, and casts no doubt on the scan. */
  readonly mild?: true;
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
