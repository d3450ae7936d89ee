import { statementTable } from './test-support/statement-table.ts';

statementTable('findings that are asked about', [
  ['? small nodule in the lingula', '?lung_nodule left'],
  ['?nodule in the lingula.', '?lung_nodule left'],
  ['Nodule? in the lingula.', '?lung_nodule left'],
  ['Nodule ? in the lingula.', '?lung_nodule left'],
  ['Lingular nodule?', '?lung_nodule left'],
  ['Query nodule in the lingula.', '?lung_nodule left'],
  ['R/O splenic infarct.', '?splenic_infarct'],
  ['Cannot exclude a nodule in the lingula.', '?lung_nodule left'],
  ["Can't exclude hydronephrosis.", '?hydronephrosis'],
  ['The liver is normal. ? splenomegaly', '-liver', '?splenomegaly'],
  ['LIVER: ? cyst', '?hepatic_cyst'],
  ['Opacity in the right lower lobe ? atelectasis', '?atelectasis right'],
  ['Ascites is queried.', '?ascites'],
]);

statementTable('what a question mark does not reach', [
  ['Small cyst in the left kidney, ?stone.', '+renal_cyst left', '?renal_stone left'],
  ['Hepatic lesion (cyst?) and splenomegaly.', '+splenomegaly', '?hepatic_cyst'],
  ['Hydronephrosis? Splenomegaly.', '+splenomegaly', '?hydronephrosis'],
  ['No ascites. ? splenomegaly. Gallstones.', '+gallstones', '-ascites', '?splenomegaly'],
]);
