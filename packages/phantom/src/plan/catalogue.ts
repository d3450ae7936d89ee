/** What makes a finding likelier: a latent trait of the patient, shared by findings that come together. */
export type Trait = 'fluid' | 'cancer' | 'vascular' | 'metabolic';

/** How often, in whom and where the phantom has a finding. Severity, number and size are the drawing's. */
export interface CatalogueEntry {
  readonly finding: string;
  readonly organ: string;
  /** Share of exams (of men's exams where `sex` says so). */
  readonly prevalence: number;
  /** Chronic findings persist into a patient's next exam; acute ones are drawn anew. */
  readonly course: 'chronic' | 'acute';
  /** A finding of a paired organ: the share of cases with both sides. */
  readonly bilateral?: number;
  /** Log odds for 15 years over the mean age. */
  readonly age?: number;
  readonly trait?: Trait;
  readonly sex?: 'male';
  /** Findings that cannot be there at the same time; they come earlier in the list. */
  readonly unless?: string;
}

export const catalogue: readonly CatalogueEntry[] = [
  { finding: 'lung_nodule', organ: 'lung', prevalence: 0.17, course: 'chronic', bilateral: 0.25, trait: 'cancer' },
  { finding: 'consolidation', organ: 'lung', prevalence: 0.15, course: 'acute', bilateral: 0.25 },
  { finding: 'pleural_effusion', organ: 'lung', prevalence: 0.17, course: 'acute', bilateral: 0.45, trait: 'fluid' },
  { finding: 'atelectasis', organ: 'lung', prevalence: 0.17, course: 'acute', bilateral: 0.35, trait: 'fluid' },
  { finding: 'emphysema', organ: 'lung', prevalence: 0.12, course: 'chronic', bilateral: 1, age: 0.3 },
  { finding: 'cardiomegaly', organ: 'heart', prevalence: 0.14, course: 'chronic', age: 0.3, trait: 'vascular' },
  { finding: 'pericardial_effusion', organ: 'heart', prevalence: 0.11, course: 'acute', trait: 'fluid' },
  {
    finding: 'coronary_calcification',
    organ: 'heart',
    prevalence: 0.18,
    course: 'chronic',
    age: 0.5,
    trait: 'vascular',
  },
  {
    finding: 'aortic_valve_calcification',
    organ: 'heart',
    prevalence: 0.11,
    course: 'chronic',
    age: 0.5,
    trait: 'vascular',
  },
  {
    finding: 'abdominal_aortic_aneurysm',
    organ: 'aorta',
    prevalence: 0.1,
    course: 'chronic',
    age: 0.3,
    trait: 'vascular',
  },
  { finding: 'atherosclerosis', organ: 'aorta', prevalence: 0.2, course: 'chronic', age: 0.5, trait: 'vascular' },
  { finding: 'hiatal_hernia', organ: 'esophagus', prevalence: 0.14, course: 'chronic', age: 0.2 },
  { finding: 'hepatomegaly', organ: 'liver', prevalence: 0.12, course: 'chronic', trait: 'metabolic' },
  { finding: 'hepatic_steatosis', organ: 'liver', prevalence: 0.15, course: 'chronic', trait: 'metabolic' },
  { finding: 'hepatic_cyst', organ: 'liver', prevalence: 0.14, course: 'chronic' },
  { finding: 'liver_metastases', organ: 'liver', prevalence: 0.12, course: 'chronic', trait: 'cancer' },
  { finding: 'biliary_ductal_dilation', organ: 'liver', prevalence: 0.1, course: 'acute' },
  { finding: 'surgically_absent_gallbladder', organ: 'liver', prevalence: 0.13, course: 'chronic' },
  {
    finding: 'gallstones',
    organ: 'gallbladder',
    prevalence: 0.16,
    course: 'chronic',
    unless: 'surgically_absent_gallbladder',
  },
  {
    finding: 'gallbladder_wall_thickening',
    organ: 'gallbladder',
    prevalence: 0.12,
    course: 'acute',
    unless: 'surgically_absent_gallbladder',
  },
  { finding: 'splenomegaly', organ: 'spleen', prevalence: 0.13, course: 'chronic' },
  { finding: 'splenic_infarct', organ: 'spleen', prevalence: 0.09, course: 'acute' },
  { finding: 'pancreatic_atrophy', organ: 'pancreas', prevalence: 0.12, course: 'chronic', age: 0.3 },
  { finding: 'pancreatic_cyst', organ: 'pancreas', prevalence: 0.11, course: 'chronic' },
  { finding: 'renal_cyst', organ: 'kidney', prevalence: 0.2, course: 'chronic', bilateral: 0.25, age: 0.3 },
  { finding: 'hydronephrosis', organ: 'kidney', prevalence: 0.14, course: 'acute', bilateral: 0.2 },
  { finding: 'renal_stone', organ: 'kidney', prevalence: 0.17, course: 'chronic', bilateral: 0.25 },
  { finding: 'adrenal_nodule', organ: 'adrenal_gland', prevalence: 0.15, course: 'chronic', bilateral: 0.15 },
  { finding: 'gastric_wall_thickening', organ: 'stomach', prevalence: 0.1, course: 'acute' },
  { finding: 'bowel_obstruction', organ: 'bowel', prevalence: 0.11, course: 'acute' },
  { finding: 'submucosal_edema', organ: 'bowel', prevalence: 0.11, course: 'acute' },
  { finding: 'bladder_stone', organ: 'bladder', prevalence: 0.1, course: 'chronic' },
  { finding: 'prostatomegaly', organ: 'prostate', prevalence: 0.32, course: 'chronic', age: 0.3, sex: 'male' },
  { finding: 'osteopenia', organ: 'vertebrae', prevalence: 0.15, course: 'chronic', age: 0.6 },
  { finding: 'vertebral_fracture', organ: 'vertebrae', prevalence: 0.13, course: 'chronic', age: 0.4 },
  { finding: 'bone_metastasis', organ: 'vertebrae', prevalence: 0.11, course: 'chronic', trait: 'cancer' },
  { finding: 'ascites', organ: 'body', prevalence: 0.12, course: 'acute', trait: 'fluid' },
  { finding: 'anasarca', organ: 'body', prevalence: 0.1, course: 'acute', trait: 'fluid' },
  { finding: 'free_air', organ: 'body', prevalence: 0.09, course: 'acute' },
];

/** Findings of the whole scan, which no organ's mask shows: drawn where the cohort is asked for them. */
export const scanCatalogue: readonly CatalogueEntry[] = [
  { finding: 'lymphadenopathy', organ: 'body', prevalence: 0.15, course: 'chronic', trait: 'cancer' },
  { finding: 'metastatic_disease', organ: 'body', prevalence: 0.12, course: 'chronic', trait: 'cancer' },
];
