import { wholeScanFindings } from '../whole-scan.ts';
import { abdominalFindings } from './abdominal-findings.ts';
import type { LabelSet } from './label-set.ts';

const own = (name: string) => ({ name, findings: [name] });

/** The 30 findings of Merlin's zero-shot evaluation (Blankemeier et al. 2026), names as in its table. */
export const merlin30: LabelSet = {
  id: 'merlin-30',
  description: 'The 30 findings of Merlin’s zero-shot evaluation, abdominal CT.',
  labels: [
    own('submucosal_edema'),
    own('renal_hypodensities'),
    own('aortic_valve_calcification'),
    own('coronary_calcification'),
    own('thrombosis'),
    { name: 'metastatic_disease', findings: ['metastatic_disease', 'liver_metastases', 'bone_metastasis'] },
    own('pancreatic_atrophy'),
    own('renal_cyst'),
    own('osteopenia'),
    own('surgically_absent_gallbladder'),
    own('atelectasis'),
    own('abdominal_aortic_aneurysm'),
    own('anasarca'),
    own('hiatal_hernia'),
    own('lymphadenopathy'),
    own('prostatomegaly'),
    own('biliary_ductal_dilation'),
    own('cardiomegaly'),
    own('splenomegaly'),
    own('hepatomegaly'),
    own('atherosclerosis'),
    own('ascites'),
    own('pleural_effusion'),
    own('hepatic_steatosis'),
    own('appendicitis'),
    own('gallstones'),
    own('hydronephrosis'),
    own('bowel_obstruction'),
    own('free_air'),
    { name: 'fracture', findings: ['vertebral_fracture', 'fracture'] },
  ],
  beside: [wholeScanFindings, ...abdominalFindings],
};
