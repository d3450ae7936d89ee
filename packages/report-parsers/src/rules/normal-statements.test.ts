import { statementTable } from './test-support/statement-table.ts';

statementTable('lists of organs that are called normal', [
  [
    'Liver, spleen, pancreas, adrenal glands and kidneys: no significant abnormality.',
    '-adrenal_gland left&right',
    '-kidney left&right',
    '-liver',
    '-pancreas',
    '-spleen',
  ],
  ['Liver, spleen and pancreas - no focal abnormality.', '-liver', '-pancreas', '-spleen'],
  ['Liver, spleen, pancreas – NAD.', '-liver', '-pancreas', '-spleen'],
  ['Liver/spleen/pancreas: within normal limits.', '-liver', '-pancreas', '-spleen'],
  ['Heart and aorta: no acute finding.', '-aorta', '-heart'],
  ['Adrenals, pancreas: not remarkable.', '-adrenal_gland', '-pancreas'],
  ['The stomach, bowel and bladder are without abnormality.', '-bladder', '-bowel', '-stomach'],
  ['The liver, gallbladder and spleen show no focal abnormality.', '-gallbladder', '-liver', '-spleen'],
  ['The liver and spleen do not show any abnormality.', '-liver', '-spleen'],
  ['No abnormality detected in the liver, spleen or pancreas.', '-liver', '-pancreas', '-spleen'],
  ['No evidence of any abnormality of the prostate and bladder.', '-bladder', '-prostate'],
  ['There is no significant abnormality in the liver or the spleen.', '-liver', '-spleen'],
  ['Upper abdomen: liver, spleen and pancreas: no significant abnormality.', '-liver', '-pancreas', '-spleen'],
  ['Pancreas, no abnormality.', '-pancreas'],
  ['Kidneys: NAD', '-kidney'],
]);

statementTable('what calls no organ normal', [
  ['Liver, spleen: abnormal.', '+liver', '+spleen'],
  ['Liver and spleen: significant abnormality is seen.', '+liver', '+spleen'],
  ['The kidneys are not normal.', '+kidney left&right'],
  ['The pancreas is abnormal.', '+pancreas'],
  ['The liver is enlarged, no other significant abnormality.', '+hepatomegaly'],
  ['Lung nodule. The abdominal organs are unremarkable.', '+lung_nodule'],
  ['The heart is enlarged. No significant pathology in the abdominal sections.', '+cardiomegaly'],
  ['Liver, gallbladder: no abnormality. Spleen: enlarged.', '+splenomegaly', '-gallbladder', '-liver'],
]);
