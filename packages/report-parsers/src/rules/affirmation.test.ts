import { statementTable } from './test-support/statement-table.ts';

statementTable('a new noun phrase ends a denial', [
  ['No hydronephrosis and a 5 mm calculus in the left kidney.', '+renal_stone left 5', '-hydronephrosis'],
  ['No hydronephrosis, a 5 mm calculus in the left kidney.', '+renal_stone left 5', '-hydronephrosis'],
  ['No hydronephrosis and 5 mm calculus in the left kidney.', '+renal_stone left 5', '-hydronephrosis'],
  ['No hydronephrosis and there is a 5 mm calculus in the left kidney.', '+renal_stone left 5', '-hydronephrosis'],
  ['No evidence of hydronephrosis and a stone of 5 mm in the left kidney.', '+renal_stone left 5', '-hydronephrosis'],
  ['No pleural effusion and a small pericardial effusion.', '+pericardial_effusion', '-pleural_effusion'],
  ['No ascites and an enlarged spleen.', '+splenomegaly', '-ascites'],
  ['No pleural effusion, and a 6 mm nodule in the right upper lobe.', '+lung_nodule right 6', '-pleural_effusion'],
  ['No gallstones and 8 mm hepatic cyst.', '+hepatic_cyst 8', '-gallstones'],
  ['No ascites and two cysts in the liver.', '+hepatic_cyst', '-ascites'],
  ['Without ascites and multiple hepatic cysts.', '+hepatic_cyst', '-ascites'],
  ['No pleural effusion and mild cardiomegaly.', '+cardiomegaly', '-pleural_effusion'],
  ['The left kidney shows no hydronephrosis and a 5 mm calculus.', '+renal_stone left 5', '-hydronephrosis left'],
  ['No ascites and known splenomegaly.', '+splenomegaly', '-ascites'],
]);

statementTable('the same denial goes on', [
  ['No cyst and no stone in the kidneys.', '-renal_cyst left&right', '-renal_stone left&right'],
  ['No cyst or stone in the kidneys.', '-renal_cyst left&right', '-renal_stone left&right'],
  ['No evidence of a cyst or a stone in the kidneys.', '-renal_cyst left&right', '-renal_stone left&right'],
  ['No evidence of a renal cyst and a renal stone.', '-renal_cyst', '-renal_stone'],
  ['Neither a renal cyst nor a renal stone.', '-renal_cyst', '-renal_stone'],
  ['No hydronephrosis or a 5 mm calculus in the kidney.', '-hydronephrosis', '-renal_stone'],
  [
    'No pleural effusion, pericardial effusion, or a lung nodule.',
    '-lung_nodule',
    '-pericardial_effusion',
    '-pleural_effusion',
  ],
  [
    'No evidence of a pleural effusion, a pericardial effusion or ascites.',
    '-ascites',
    '-pericardial_effusion',
    '-pleural_effusion',
  ],
  ['No hepatic cyst larger than 5 mm.', '-hepatic_cyst'],
  ['No hydronephrosis and renal stones larger than 3 mm.', '-hydronephrosis', '-renal_stone'],
  ['No hepatic and renal cysts.', '-hepatic_cyst', '-renal_cyst'],
]);
