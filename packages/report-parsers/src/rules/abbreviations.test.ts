import { statementTable } from './test-support/statement-table.ts';

statementTable('organs by their abbreviations', [
  ['GB: stones.', '+gallstones'],
  ['GB - stones.', '+gallstones'],
  ['GB wall thickening.', '+gallbladder_wall_thickening'],
  ['GB: normal.', '-gallbladder'],
  ['CBD: dilated.', '+biliary_ductal_dilation'],
  ['CBD: not dilated.', '-biliary_ductal_dilation'],
  ['RUL: 5 mm nodule.', '+lung_nodule right 5'],
  ['RML: atelectasis.', '+atelectasis right'],
  ['RLL: consolidation.', '+consolidation right'],
  ['LUL: emphysema.', '+emphysema left'],
  ['LLL: clear.', '-lung left'],
  ['LK: 4 mm stone.', '+renal_stone left 4'],
  ['RK: normal. LK: cyst of 12 mm.', '+renal_cyst left 12', '-kidney right'],
  ['RK: hydronephrosis.', '+hydronephrosis right'],
  ['IVC: thrombus.', '+thrombosis'],
  ['UB: normal.', '-bladder'],
]);
