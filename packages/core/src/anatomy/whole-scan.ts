import type { FindingsBeside } from '../define/organ.ts';

/**
 * Findings that no organ's mask shows: a report parser keeps them for the whole scan. They are statements about `body`, whose
 * pair is the whole scan; where an experiment leaves it out they stay in the parsed report.
 */
export const wholeScanFindings: FindingsBeside = {
  organ: 'body',
  findings: [
    {
      id: 'lymphadenopathy',
      name: 'lymphadenopathy',
      grade: 'focal',
      terms: [
        'lymphadenopath*', 'adenopath*', 'lymphadenomegal*', 'enlarged lymph node*', 'enlarged node*', 'lymph node* & enlarg*', 'lymph node*', 'lymph nodule*', 'lap',
        'conglomerate node*', 'nodal enlargement', 'nodal mass*', 'enlarged lymph gland*', 'lymph gland*',
      ],
    },
    {
      id: 'thrombosis',
      name: 'thrombosis',
      grade: 'focal',
      terms: ['thrombos*', 'thrombus*', 'thrombi', 'thrombotic', 'filling defect*', 'embolus', 'emboli', 'embolism*', 'thromboembol*'],
    },
    {
      id: 'metastatic_disease',
      name: 'metastatic disease',
      grade: 'focal',
      terms: ['metastatic disease', 'metastatic spread', 'carcinomatosis', 'carcinomatous', 'peritoneal implant*', 'omental implant*', 'omental caking', 'distant metastas*'],
    },
    {
      id: 'subcutaneous_emphysema',
      name: 'subcutaneous emphysema',
      grade: 'focal',
      terms: ['subcutaneous emphysema*', 'soft tissue emphysema*', 'emphysema* & under the skin', 'emphysema* & subcutaneous', 'subcutaneous air', 'subcutaneous gas'],
    },
    {
      id: 'medical_material',
      name: 'medical material',
      grade: 'focal',
      terms: [
        'catheter*', 'cannula*', 'stent*', 'pacemaker*', 'pace maker', 'icd', 'electrode*', 'pacing lead*', 'prosthes*', 'prosthetic', 'breast implant*', 'silicone implant*', 'port',
        'port chamber', 'chest tube*', 'drainage tube*', 'feeding tube*', 'nasogastric tube*', 'endotracheal tube*', 'peg', 'tracheostomy tube*', 'tracheostomy', 'intubat*', 'drain', 'drains',
        'suture*', 'sternotomy', 'sternal wire*', 'cerclage', 'clip', 'clips', 'surgical material*', 'metallic', 'fixation', 'fixator*',
        'screw*', 'fixation plate*', 'orthopedic hardware', 'hardware', 'surgical mesh', 'valve replacement*', 'valvuloplasty', 'mechanical valve*', 'bioprosthe*',
        'vena cava filter*', 'ivc filter*', 'shunt catheter*', 'tube', 'tubes', 'cement', 'vertebroplasty', 'staple*', 'gastric band*',
      ],
    },
  ],
};
