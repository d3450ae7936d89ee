import { defineOrgan } from '@totalfm/core';

export const gallbladder = defineOrgan({
  organ: 'gallbladder',
  name: 'gallbladder',
  structures: ['gallbladder'],
  terms: ['gallbladder', 'gall bladder', 'gb', 'cholecystitis', 'cholecystic', 'pericholecystic'],
  findings: [
    {
      id: 'gallstones',
      name: 'gallstones',
      grade: 'tiny',
      terms: [
        'gallstone*',
        'gall stone*',
        'cholelith*',
        'gallbladder stone*',
        'gallbladder calcul*',
        'biliary calcul*',
        'stone*',
        'calculus',
        'calculi',
        'lithiasis',
      ],
      prompts: {
        present: [
          'There are stones in the gallbladder.',
          'Cholelithiasis.',
          'Calcified gallstones layer dependently within the gallbladder lumen.',
          'A radiodense gallstone is present.',
          'The gallbladder contains calculi.',
          'Gallbladder with a hyperdense stone in its neck.',
        ],
        absent: [
          'No gallstones.',
          'There is no cholelithiasis.',
          'The gallbladder is free of radiopaque stones.',
          'No calcified calculus in the gallbladder lumen.',
        ],
      },
    },
    {
      id: 'gallbladder_wall_thickening',
      name: 'gallbladder wall thickening',
      grade: 'whole-organ',
      terms: [
        'gallbladder wall thicken*',
        'gallbladder mural thicken*',
        'thickened gallbladder',
        'gallbladder wall edema',
        'gallbladder wall oedema',
        'wall thicken*',
        'mural thicken*',
        'thickened wall',
        'wall edema',
        'thick walled',
        'wall & thick*',
        'edematous wall',
        'wall & edematous',
        'abnormal wall thickness',
        'abnormal mural thickness',
      ],
      contraryTerms: ['wall & thin', 'wall & normal'],
      prompts: {
        present: [
          'The gallbladder wall is thickened.',
          'There is gallbladder wall thickening.',
          'Diffuse mural thickening of the gallbladder.',
          'Edematous, thick-walled gallbladder.',
          'Circumferential gallbladder wall edema and thickening.',
          'Thickened gallbladder wall, which may reflect cholecystitis.',
        ],
        absent: [
          'No gallbladder wall thickening.',
          'The gallbladder wall is thin.',
          'The gallbladder wall is normal in thickness.',
          'There is no mural thickening or edema of the gallbladder.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['胆嚢', '胆のう', '胆'],
      findings: {
        gallstones: { terms: ['胆石', '胆嚢結石', '結石'] },
        gallbladder_wall_thickening: { terms: ['胆嚢壁肥厚', '壁肥厚', '壁 & 肥厚'] },
      },
    },
  },
  normal: [
    'The gallbladder is normal.',
    'The gallbladder is unremarkable.',
    'Normal gallbladder without stones or wall thickening.',
    'No abnormality of the gallbladder.',
    'The gallbladder is normally distended with a thin wall.',
  ],
});
