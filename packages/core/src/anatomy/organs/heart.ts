import { defineOrgan } from '../../define/organ.ts';

export const heart = defineOrgan({
  organ: 'heart',
  name: 'heart',
  structures: ['heart', 'atrial_appendage_left'],
  terms: [
    'heart', 'cardiac', 'cardiothoracic', 'cardiomediastinal', 'pericardi*', 'myocardi*', 'ventric*', 'biventric*', 'atrium', 'atria',
    'atrial', 'biatrial', 'coronar*', 'aortic valv*', 'mitral', 'tricuspid', 'aortic annul*', 'aortic leaflet*',
    'left anterior descending', 'lad', 'rca', 'circumflex',
  ],
  findings: [
    {
      id: 'cardiomegaly',
      name: 'cardiomegaly',
      grade: 'whole-organ',
      terms: [
        'cardiomegal*', 'enlarged heart', 'cardiac enlargement', 'enlarged cardiac silhouette', 'enlarg*', 'larger than normal',
        'above normal', 'heart size* & increas*', 'heart & increased in size', 'cardiac & increased in size', 'cardiothoracic & increas*', 'chamber* & dilat*',
        'heart dimension* & increas*', 'ctr & increas*',
      ],
      contraryTerms: ['size & normal', 'normal & sized'],
      prompts: {
        present: [
          'The heart is enlarged.',
          'There is cardiomegaly.',
          'Moderate cardiac enlargement with an increased cardiothoracic ratio.',
          'Enlarged cardiac silhouette with dilated chambers.',
          'The cardiac size is above the upper limit of normal.',
          'Global enlargement of the cardiac chambers.',
        ],
        absent: [
          'The heart is normal in size.',
          'No cardiomegaly.',
          'Heart size is within normal limits.',
          'The cardiac chambers are not enlarged.',
          'Normal cardiac size and configuration.',
        ],
      },
    },
    {
      id: 'pericardial_effusion',
      name: 'pericardial effusion',
      grade: 'focal',
      terms: ['pericardial effusion*', 'pericardial fluid', 'effusion*', 'hemopericardium', 'haemopericardium', 'fluid & pericardi*', 'fluid surrounds the heart',
        'fluid surrounding the heart', 'fluid around the heart'],
      prompts: {
        present: [
          'There is a pericardial effusion.',
          'Small amount of fluid surrounds the heart within the pericardial sac.',
          'Circumferential pericardial effusion is present.',
          'Moderate pericardial fluid is identified.',
          'Low-attenuation fluid in the pericardial space around the ventricles.',
          'The pericardium is distended by a simple effusion.',
        ],
        absent: [
          'No pericardial effusion.',
          'There is no fluid in the pericardial sac.',
          'The pericardium is thin, without effusion.',
          'No pericardial fluid or thickening is seen around the heart.',
        ],
      },
    },
    {
      id: 'coronary_calcification',
      name: 'coronary artery calcification',
      grade: 'tiny',
      terms: [
        'coronary calcification*', 'coronary artery calcification*', 'coronary arterial calcification*', 'calcified coronar*',
        'coronary atheroscler*', 'coronary artery atheroscler*', 'coronary artery disease', 'coronar* & calcif*', 'coronar* & atherom*',
        'coronar* & atheroscler*', 'coronar* & plaque*',
        'left anterior descending & calcif*', 'left anterior descending & plaque*', 'left anterior descending & atheroscler*', 'lad & calcif*', 'lad & plaque*', 'lad & atherom*', 'lad & atheroscler*',
        'rca & calcif*', 'rca & plaque*', 'circumflex & calcif*', 'circumflex & plaque*',
      ],
      prompts: {
        present: [
          'There are coronary artery calcifications.',
          'Dense calcified plaque along the left anterior descending coronary artery.',
          'Mild coronary arterial calcification is seen.',
          'Calcified atherosclerotic plaque of the coronary arteries.',
          'Multivessel coronary calcification.',
          'The coronary vessels show calcific plaque.',
        ],
        absent: [
          'No coronary artery calcification.',
          'The coronary arteries are free of calcified plaque.',
          'There are no visible coronary calcifications.',
          'No calcified coronary plaque is identified in the heart.',
        ],
      },
    },
    {
      id: 'aortic_valve_calcification',
      name: 'aortic valve calcification',
      grade: 'tiny',
      terms: [
        'aortic valve calcification*', 'aortic valvular calcification*', 'calcified aortic valve', 'aortic valv* & calcif*',
        'aortic leaflet* & calcif*', 'aortic annul* & calcif*', 'valvular calcification* & aort*', 'valve calcification* & aort*',
      ],
      prompts: {
        present: [
          'There is calcification of the aortic valve.',
          'The aortic valve leaflets are calcified.',
          'Coarse aortic valvular calcification.',
          'Aortic annular and leaflet calcification is noted.',
          'Dense calcium at the level of the aortic valve.',
        ],
        absent: [
          'No aortic valve calcification.',
          'The aortic valve is not calcified.',
          'There is no calcium on the aortic leaflets.',
          'The aortic valve appears unremarkable without calcification.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['心臓', '心', '心筋', '心陰影', '心嚢', '心膜', '冠動脈', '大動脈弁'],
      findings: {
        cardiomegaly: { terms: ['心拡大', '心肥大', '拡大'], contraryTerms: ['大きさ & 正常'] },
        pericardial_effusion: { terms: ['心嚢液', '心嚢水', '心膜液', '心のう水'] },
        coronary_calcification: { terms: ['冠動脈石灰化', '冠動脈 & 石灰化'] },
        aortic_valve_calcification: { terms: ['大動脈弁石灰化', '大動脈弁 & 石灰化'] },
      },
    },
  },
  normal: [
    'The heart is normal.',
    'Normal heart size without pericardial effusion.',
    'The heart and pericardium are unremarkable.',
    'No cardiac abnormality is seen.',
    'Unremarkable appearance of the heart.',
  ],
});
