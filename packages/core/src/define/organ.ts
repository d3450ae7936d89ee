import type { FindingGrade } from '../domain/finding.ts';
import type { OrganPart } from '../domain/organ-volume.ts';

/** An intensity window in HU: `[level − width / 2, level + width / 2]` becomes [0, 1]. */
export interface Window {
  readonly name: string;
  readonly level: number;
  readonly width: number;
}

/** Prompts of a finding. `{organ}` and `{side}` are filled in by the evaluator. */
export interface PromptSet {
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

/** A finding that reports name and zero-shot evaluation asks for. */
export interface FindingDefinition {
  /** `snake_case`, unique in an experiment; Merlin's or CT-RATE's name where it has one. */
  readonly id: string;
  /** As a radiologist says it: `renal cyst`. */
  readonly name: string;
  readonly grade: FindingGrade;
  /**
   * How reports name the finding. A term is lower case, in one of two forms:
   * - a phrase of words in a row, `*` standing for any word ending: `renal cyst*` (hyphens count as spaces);
   * - phrases joined by ` & `, found in any order in one clause: `liver & enlarg*`.
   *
   * A term of general words only (`cyst*`, `enlarged`, `wall thickening`) names the finding where the report speaks of
   * this organ; any other term (`splenomegaly`, `renal cyst*`) names the finding, and so the organ, by itself.
   */
  readonly terms: readonly string[];
  /** Terms that say that the finding is not there: `size & normal` for an enlargement. The same syntax; they need the organ. */
  readonly contraryTerms?: readonly string[];
  /**
   * Words that say what it is, so that it is not said of its own: a density increase `consistent with sequelae` is a scar. The
   * same syntax, without ` & `; they count where no comma or conjunction stands between.
   */
  readonly explainedBy?: readonly string[];
  readonly prompts: PromptSet;
}

/** A finding as reports name it: what a report parser needs to know, without prompts. */
export type NamedFinding = Omit<FindingDefinition, 'prompts'>;

/** A finding that no organ of an experiment has to bring; with prompts it can be learned and scored as one that does. */
export type FindingBeside = NamedFinding & Partial<Pick<FindingDefinition, 'prompts'>>;

/** Findings that reports name beside those that an organ brings itself: of the whole scan, or of a set of labels. */
export interface FindingsBeside {
  /** Organ id; `body`, the whole scan, for what no organ's mask shows. It need not be an organ of the experiment. */
  readonly organ: string;
  readonly findings: readonly FindingBeside[];
}

/** Where an organ lies in the label map: structure names, by side for a paired organ; `scan` is the whole volume. */
export type OrganStructures =
  | readonly string[]
  | { readonly left: readonly string[]; readonly right: readonly string[] }
  | 'scan';

/** An organ: anatomy, language and findings in one piece of data. */
export interface OrganDefinition {
  /** `snake_case`, unique in an experiment: `liver`. */
  readonly organ: string;
  /** As a radiologist says it: `adrenal gland`. */
  readonly name: string;
  readonly structures: OrganStructures;
  /** Words that name the organ or its parts in a report; lower case; `*` stands for any word ending. */
  readonly terms: readonly string[];
  /** Terms of a paired organ that lie on one side without saying so: the lingula is left. Also in `terms`. */
  readonly sideTerms?: { readonly left: readonly string[]; readonly right: readonly string[] };
  readonly findings: readonly FindingDefinition[];
  /** How reports in other languages than English name the organ and its findings. */
  readonly languages?: { readonly ja?: OrganTerms };
  /** Sentences that call the organ normal, for prompts; `{organ}` and `{side}` are filled in. */
  readonly normal: readonly string[];
  /** A shape for the phantom cohort, so that a plugin's organ can be tried without data. */
  readonly phantom?: PhantomOrgan;
}

/**
 * An organ's terms in another language. Without spaces between words (Japanese) a term is found anywhere in the text, the
 * longest one first: `副腎` is no `腎`. Terms of findings are as in {@link FindingDefinition}, without `*`.
 */
export interface OrganTerms {
  readonly terms: readonly string[];
  readonly sideTerms?: { readonly left: readonly string[]; readonly right: readonly string[] };
  /** By finding id. */
  readonly findings: Readonly<
    Record<string, { readonly terms: readonly string[]; readonly contraryTerms?: readonly string[] }>
  >;
}

/** True for an organ with a left and a right. */
export const isPaired = ({ structures }: Pick<OrganDefinition, 'structures'>): boolean =>
  structures !== 'scan' && 'left' in structures;

/** An organ, or one side of a paired organ, and the structures of a label map that make it up; `scan` is the whole volume. */
export interface OrganPartStructures extends OrganPart {
  readonly structures: readonly string[] | 'scan';
}

/** The parts of organs, in their order; of a paired one the left before the right. */
export function organParts(
  organs: readonly Pick<OrganDefinition, 'organ' | 'structures'>[],
): readonly OrganPartStructures[] {
  return organs.flatMap(({ organ, structures }): OrganPartStructures[] => {
    if (structures === 'scan' || !('left' in structures)) return [{ organ, structures }];
    return (['left', 'right'] as const).map((side) => ({ organ, side, structures: structures[side] }));
  });
}

export interface OrganComponent extends OrganDefinition {
  readonly kind: 'organ';
}

/**
 * How the phantom cohort draws an organ that it does not know: ellipsoids in the torso's own frame, where x runs
 * from −1 (right) to 1 (left), y from −1 (anterior) to 1 (posterior) and z from 0 (inferior) to 1 (superior).
 */
export interface PhantomOrgan {
  readonly shapes: readonly PhantomShape[];
  /** Mean HU without contrast and with it. */
  readonly hu: { readonly plain: number; readonly contrast: number };
  readonly findings: readonly PhantomFinding[];
}

export interface PhantomShape {
  /** A TotalSegmentator structure name: the shape's label. */
  readonly structure: string;
  readonly centre: readonly [number, number, number];
  /** Semi-axes in millimetres. */
  readonly radiiMm: readonly [number, number, number];
}

/** A focal ball, or a change of the whole organ's size, for one of the organ's findings. */
export interface PhantomFinding {
  readonly finding: string;
  readonly prevalence: number;
  /** Focal: a ball of this diameter range and HU. */
  readonly focal?: { readonly diameterMm: readonly [number, number]; readonly hu: readonly [number, number] };
  /** Whole-organ: every radius times a factor of this range. */
  readonly scale?: readonly [number, number];
  /** Report wordings; `{side}` and `{size}` are filled in. Never the organ's own prompts. */
  readonly wordings: readonly string[];
}

/** Defines an organ. Built-in organs and plugins' organs use the same function. */
export function defineOrgan(definition: OrganDefinition): OrganComponent {
  return { kind: 'organ', ...definition };
}
