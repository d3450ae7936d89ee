/** What surrounds the findings: why the patient came, how the scan was made, what it is compared with. */
export const indications: readonly string[] = [
  '[Abdominal pain|Diffuse abdominal pain|Epigastric pain|Right upper quadrant pain|Left flank pain|Flank pain].',
  '{age}-year-old {sex} with [abdominal pain|weight loss|fever|shortness of breath|nausea and vomiting|fatigue|anemia].',
  'Shortness of breath[ and cough|].',
  'Cough and fever.',
  'Staging of [colorectal|breast|lung|renal|pancreatic] cancer.',
  'Known malignancy, restaging.',
  'Trauma[, motor vehicle collision|, fall|].',
  'Sepsis, source unknown.',
  'Unintentional weight loss.',
  'Follow-up.',
  'History of renal stones.',
  'History of [pulmonary nodule|COPD|hypertension|diabetes|hepatitis C|atrial fibrillation|heart failure].',
  'History of [renal stones|gallstones|pancreatitis|diverticulitis], [now with pain|recurrent symptoms].',
  'Rule out [bowel obstruction|appendicitis|renal stone|pulmonary embolism|abscess|metastatic disease].',
  'Evaluate for [metastatic disease|free air|aneurysm|hydronephrosis|hernia|pneumonia].',
  'Elevated liver enzymes[, evaluate for biliary obstruction|].',
  'Hematuria.',
  'Postoperative evaluation.',
  'Preoperative planning.',
];

export const techniques: Readonly<Record<string, readonly string[]>> = {
  plain: [
    '[Unenhanced|Noncontrast|Non-contrast] CT of the chest, abdomen and pelvis.',
    'Axial CT images [from the thoracic inlet to the pelvis|of the chest, abdomen and pelvis] without intravenous contrast.',
    'CT chest/abdomen/pelvis without contrast. {slice} mm reconstructions.',
  ],
  arterial: [
    'CT of the chest, abdomen and pelvis in the arterial phase.',
    'Arterial phase CT angiography of the [chest, abdomen and pelvis|aorta], {slice} mm slices.',
    'Axial images after intravenous contrast, arterial phase.',
  ],
  'portal-venous': [
    'CT of the chest, abdomen and pelvis with intravenous contrast[ in the portal venous phase|].',
    'Contrast-enhanced CT, portal venous phase[, {slice} mm slices|].',
    'Axial images were obtained [from the lung apices through the pelvis|of the chest, abdomen and pelvis] following [IV|intravenous] contrast[, with coronal reformats|].',
    'CT chest/abdomen/pelvis with IV contrast[ and oral contrast|].',
  ],
  delayed: [
    'Delayed phase CT of the chest, abdomen and pelvis after intravenous contrast.',
    'Contrast-enhanced CT with delayed acquisition, {slice} mm slices.',
  ],
};

export const comparisons: readonly string[] = [
  'CT from {months} months [ago|prior].',
  'Prior CT {months} months earlier.',
  'Previous CT chest, abdomen and pelvis[, {months} months ago|].',
];
export const noComparisons: readonly string[] = [
  'None[ available|].',
  'No prior [studies|imaging available|].',
  'No comparison.',
];

/** Things that every report has and no finding is about. */
export const asides: readonly string[] = [
  'Degenerative changes of the [thoracolumbar |lumbar |]spine.',
  'Small fat-containing umbilical hernia.',
  'No enlarged lymph nodes.',
  'No lymphadenopathy[ by size criteria|].',
  'The appendix is [normal|unremarkable].',
  'Airways are patent.',
  'The trachea and main bronchi are patent.',
  'Portal vein is patent.',
  'Mild streak artifact limits evaluation.',
  'Evaluation is limited [without intravenous contrast|by motion|by noise].',
  'Diverticulosis without diverticulitis.',
  'Uterus and adnexa are unremarkable.',
];

export const noImpression: readonly string[] = [
  'No acute abnormality.',
  'No acute findings[ in the chest, abdomen or pelvis|].',
  'Unremarkable CT[ of the chest, abdomen and pelvis|].',
  'No significant abnormality.',
];
