import { statementTable } from './test-support/statement-table.ts';

statementTable('what is excepted from a normal sentence', [
  ['The abdominal organs are unremarkable except for a 12 mm cyst in the spleen.', '+spleen 12'],
  ['The spleen is normal except for a 12 mm cyst.', '+spleen 12'],
  ['The spleen is unremarkable apart from a 12 mm cyst.', '+spleen 12'],
  ['Spleen: normal except for a 12 mm cyst.', '+spleen 12'],
  ['Other than a 9 mm cyst, the left kidney is normal.', '+renal_cyst left 9'],
  ['Apart from a 9 mm cyst in the left kidney, the kidneys are normal.', '+renal_cyst left 9'],
  ['Except for a small cyst, the liver is unremarkable.', '+hepatic_cyst'],
  ['The liver is unremarkable with the exception of a 14 mm cyst in segment VII.', '+hepatic_cyst 14'],
  [
    'The liver, spleen and pancreas are normal aside from a 10 mm cyst in the liver.',
    '+hepatic_cyst 10',
    '-pancreas',
    '-spleen',
  ],
  ['The upper abdominal organs are normal but for a 5 mm stone in the gallbladder.', '+gallstones 5'],
  ['The lungs are clear save for a 4 mm nodule in the right upper lobe.', '+lung_nodule right 4'],
  ['The kidneys are normal except for mild hydronephrosis on the left.', '+hydronephrosis left'],
  ['No abnormality of the liver except for a 2 cm cyst.', '+hepatic_cyst 20'],
  ['No ascites other than a small amount of perihepatic fluid.', '+ascites'],
  [
    'Apart from a cyst in the liver, a renal stone and splenomegaly, the abdomen is normal.',
    '+hepatic_cyst',
    '+renal_stone',
    '+splenomegaly',
  ],
  ['Liver, gallbladder: no significant abnormality except a 5 mm gallstone.', '+gallstones 5', '-liver'],
]);

statementTable('what excepts nothing', [
  ['The liver is otherwise unremarkable except for a 14 mm cyst.', '+hepatic_cyst 14', '-liver'],
  ['The spleen is normal. The liver contains a 12 mm cyst.', '+hepatic_cyst 12', '-spleen'],
  ['Apart from this, the lungs are clear.', '-lung left&right'],
  ['The liver is normal, but the spleen is enlarged.', '+splenomegaly', '-liver'],
  ['No new nodule other than those described.'],
  ['The spleen measures 12 cm.', '+spleen'],
]);
