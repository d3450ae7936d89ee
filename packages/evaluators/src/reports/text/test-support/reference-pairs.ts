import type { Pair } from './peer-scores.ts';

/** Made-up reports: alike, reworded, reordered, repeated, far too long, too short for n-grams, empty. */
export const referencePairs: readonly Pair[] = [
  ['No pleural effusion. The heart is of normal size.', 'No pleural effusion. The heart is of normal size.'],
  [
    'A nodule of 12 mm is seen in the left upper lobe. Heart size is normal. No effusion.',
    'There is a 12 mm nodule in the left upper lobe. The heart is not enlarged. No pleural effusion.',
  ],
  [
    'Emphysematous changes in both lungs. Calcified plaques of the aorta and coronary arteries.',
    'Emphysema of both lungs. Calcific plaque in the aorta; the coronary artery is calcified. Hiatal hernia.',
  ],
  [
    'The spleen is enlarged. The liver is normal. The kidneys are normal.',
    'The kidneys are normal. The liver is normal. The spleen is enlarged.',
  ],
  ['no no no no effusion effusion effusion effusion', 'No effusion, no consolidation and no pneumothorax are seen.'],
  [
    'Ground-glass opacities in the right lower lobe (3.5 x 2.1 cm). Bilateral pleural effusions, larger on the right. Mediastinal lymph nodes up to 14 mm. Degenerative changes of the spine.',
    'Ground-glass opacity, right lower lobe.',
  ],
  ['Cholelithiasis.', 'Gallstones without cholecystitis. No biliary dilatation.'],
  ['Simple cyst', 'Simple cyst of the left kidney, 23 mm, unchanged.'],
  ['', 'Liver steatosis. No focal lesion.'],
  [
    'Fatty liver. A cyst in segment VII measures 9 mm.',
    'Hepatic steatosis. Segment VII contains a cyst measuring 9 mm.',
  ],
];
