import { wholeScanFindings } from '../whole-scan.ts';
import { chestFindings } from './chest-findings.ts';
import type { LabelSet } from './label-set.ts';
import { lymphNodes } from './lymph-nodes.ts';

/** The 18 abnormalities of CT-RATE (Hamamci et al. 2024), names and order as in its tables. */
export const ctRate18: LabelSet = {
  id: 'ct-rate-18',
  description: 'The 18 abnormalities of CT-RATE, chest CT.',
  labels: [
    { name: 'Medical material', findings: ['medical_material'] },
    { name: 'Arterial wall calcification', findings: ['atherosclerosis'] },
    { name: 'Cardiomegaly', findings: ['cardiomegaly'] },
    { name: 'Pericardial effusion', findings: ['pericardial_effusion'] },
    { name: 'Coronary artery wall calcification', findings: ['coronary_calcification'] },
    { name: 'Hiatal hernia', findings: ['hiatal_hernia'] },
    // Its tables call nodes that `do not reach pathological size` lymphadenopathy, too.
    { name: 'Lymphadenopathy', findings: ['lymphadenopathy', 'lymph_node'] },
    { name: 'Emphysema', findings: ['emphysema'] },
    { name: 'Atelectasis', findings: ['atelectasis'] },
    { name: 'Lung nodule', findings: ['lung_nodule'] },
    { name: 'Lung opacity', findings: ['lung_opacity', 'parenchymal_density'] },
    { name: 'Pulmonary fibrotic sequela', findings: ['pulmonary_fibrotic_sequela'] },
    { name: 'Pleural effusion', findings: ['pleural_effusion'] },
    { name: 'Mosaic attenuation pattern', findings: ['mosaic_attenuation'] },
    { name: 'Peribronchial thickening', findings: ['peribronchial_thickening'] },
    { name: 'Consolidation', findings: ['consolidation'] },
    { name: 'Bronchiectasis', findings: ['bronchiectasis'] },
    { name: 'Interlobular septal thickening', findings: ['interlobular_septal_thickening'] },
  ],
  beside: [wholeScanFindings, ...chestFindings, lymphNodes],
};
