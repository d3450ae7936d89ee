import { statementTable } from './test-support/statement-table.ts';

statementTable('organs that are gone', [
  ['The spleen is absent.', '+spleen'],
  ['The left kidney is surgically absent.', '+kidney left'],
  ['Absence of the spleen.', '+spleen'],
  ['Congenital absence of the left kidney.', '+kidney left'],
  ['Absent left kidney.', '+kidney left'],
  ['Agenesis of the right kidney.', '+kidney right'],
  ['The spleen has been resected.', '+spleen'],
  ['The spleen and left kidney are absent.', '+kidney left', '+spleen'],
  ['Spleen: absent.', '+spleen'],
  ['Left kidney: surgically absent. Right kidney: normal.', '+kidney left', '-kidney right'],
  ['The bladder is absent.', '+bladder'],
  ['No spleen is present.', '+spleen'],
]);

statementTable('the gallbladder, whose absence is a finding of the liver', [
  ['The gallbladder is absent.', '+surgically_absent_gallbladder'],
  ['The gallbladder has been removed.', '+surgically_absent_gallbladder'],
  ['Post-cholecystectomy.', '+surgically_absent_gallbladder'],
  ['History of cholecystectomy.', '+surgically_absent_gallbladder'],
  ['GB: absent.', '+surgically_absent_gallbladder'],
  ['Absence of the gallbladder.', '+surgically_absent_gallbladder'],
  ['No prior cholecystectomy.', '-surgically_absent_gallbladder'],
]);

statementTable('operations that take an organ away', [
  ['S/p left nephrectomy.', '+kidney left'],
  ['Status post splenectomy.', '+spleen'],
  ['Prior splenectomy.', '+spleen'],
  ['History of splenectomy.', '+spleen'],
  ['The patient has undergone right nephrectomy.', '+kidney right'],
  ['Bilateral adrenalectomy.', '+adrenal_gland left&right'],
  ['Status post distal pancreatectomy and splenectomy.', '+pancreas', '+spleen'],
  ['S/p Whipple procedure.', '+pancreas'],
  ['Status post right hemicolectomy.', '+bowel'],
  ['Post right upper lobectomy.', '+lung right'],
  ['Status post gastrectomy.', '+stomach'],
  ['Postoperative changes of prostatectomy.', '+prostate'],
  ['Left hepatic lobectomy.', '+liver'],
]);

statementTable('organs that are not seen', [
  ['The gallbladder is not seen.', '?gallbladder'],
  ['The right kidney is not visualized.', '?kidney right'],
  ['Nonvisualization of the gallbladder.', '?gallbladder'],
  ['No gallbladder is identified.', '?gallbladder'],
]);

statementTable('what is not about an organ that is gone', [
  ['Ascites is absent.', '-ascites'],
  ['Hydronephrosis is absent.', '-hydronephrosis'],
  ['The uterus is absent.'],
  ['Status post hysterectomy.'],
  ['No prior splenectomy.'],
  ['Splenectomy is recommended.'],
  ['If enlarged, splenectomy is advised.'],
  ['The spleen is present.', '+spleen'],
  ['No abnormality of the spleen.', '-spleen'],
  ['Normal study after left nephrectomy.', '+kidney left'],
]);

statementTable(
  'denials of what no finding is, the same before and after it',
  (
    [
      ['pneumothorax', '-lung'],
      ['bronchiectasis', '-lung'],
      ['splenic varices', '-spleen'],
      ['spondylolisthesis', '-vertebrae'],
      ['accessory spleen', '-spleen'],
      ['renal angiomyolipoma', '-kidney'],
    ] as const
  ).flatMap(([name, expected]) => {
    const capital = name[0].toUpperCase() + name.slice(1);
    const denials = [`No ${name}.`, `There is no ${name}.`, `No ${name} is seen.`];
    const passives = ['is not seen', 'was not identified', 'has not been demonstrated', 'is absent'];
    return [...denials, ...passives.map((passive) => `${capital} ${passive}.`)].map((report) => [report, expected]);
  }),
);
