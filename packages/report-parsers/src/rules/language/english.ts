/** The commonest words of English prose that no other language of reports writes the same. */
export const englishWords: ReadonlySet<string> = new Set(
  `the of and is are was were be been being has have had not with without there this that these those which who whose what when where
  while than then from for by at to into onto as an it its his her their he she they we you your or but if both each every all any
  some few several more most less least other another such same only also again too very may might can could cannot should would will
  shall must do does did done no none nor neither either within between through during before after above below under over up down out
  about along around against seen noted observed identified detected found present evident shown shows show demonstrates demonstrated
  measures measuring measured appears appear remains likely probably possible possibly suggest suggests suggesting suspicious evidence
  sign signs change changes changed unchanged stable new old prior previous previously compared comparison examination study scan image
  images patient due because since known history status post well small large mild mildly moderate severe minimal slight slightly marked
  significant significantly focal enlarged increased decreased size sized side sided left right upper lower middle bilateral bilaterally
  area areas level levels wall walls view limits clear unremarkable free fluid air fat bone bones chest abdomen neck head body tail
  heart lung lungs liver spleen kidney kidneys bladder gallbladder bowel stomach vessel vessels duct ducts lobe lobes gland glands lymph
  node nodes stone stones cyst cysts mass masses lesion lesions thickening thickened swelling bleed bleeding clot tube line lines follow
  disease syndrome acute subacute chronic nil tiny trace effusion adenopathy pulmonary calcified collection surgery surgical operation
  recommended clinical correlation findings finding impression report result results`.split(/\s+/),
);

/** Words that are written the same in several languages of reports: they tell none of them. */
export const sharedWords: ReadonlySet<string> = new Set(
  `a in no non normal pleural renal central lateral medial anterior posterior superior inferior vertebral abdominal lobar apical basal
  dorsal distal proximal ventral cranial caudal aorta thorax abdomen pelvis hernia trauma edema carcinoma adenoma metastases hiatal
  fundus corpus antrum infarct pneumothorax pneumonia ct mm cm ml hu iv segment lumen tumor tumour tumoral nodular focal lobular
  bronchial cardiac ventricular atrial valvular thyroid colon rectum duodenum jejunum ileum appendix prostata uterus ovarium lien
  pancreas trachea carina sternum sacrum femur radius ulna diffuse multiple minimal calcification calcifications consolidation
  infiltration position region regional bilateral unilateral global total partial i ii iii iv v vi vii viii l r t th d s die der des was
  so on me or an as is of et`.split(/\s+/),
);

/** Latin and Greek of medicine, which most languages of reports share with English: `lipoma`, `pectus excavatum`. */
export const latinEndings =
  /(?:oma|omata|itis|osis|iasis|megaly|pathy|ectasia|ectasis|cardia|plasia|plenia|emia|penia|trophy|salpinx|cele|us|um)$/;
