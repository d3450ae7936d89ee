import { builtInOrgans } from '@totalfm/anatomy';
import { defineOrgan } from '@totalfm/core';
import { describeComponent, describeReportParser, expectCodedError } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';
import { rules } from './index.ts';
import { brief, statementTable as table } from './test-support/statement-table.ts';

describeComponent(rules);
describeReportParser('rules', { make: createRulesParser });

const parser = createRulesParser({ organs: builtInOrgans });
const findings = async (report: string) => (await parser.parse(report)).findings;

const briefly = async (report: string) => (await findings(report)).map(brief).sort();

table('negation', [
  ['No splenomegaly.', '-splenomegaly'],
  ['There is no evidence of ascites.', '-ascites'],
  ['Negative for hydronephrosis.', '-hydronephrosis'],
  ['The gallbladder is free of stones.', '-gallstones'],
  ['Absence of emphysema.', '-emphysema'],
  ['Pleural effusion is not seen.', '-pleural_effusion'],
  ['Ascites was not observed.', '-ascites'],
  ['Hydronephrosis is absent.', '-hydronephrosis'],
  ['Pulmonary consolidation has been ruled out.', '-consolidation'],
  ['The spleen is not enlarged.', '-splenomegaly'],
  ['No pleural effusion, cholelithiasis, or hydronephrosis.', '-gallstones', '-hydronephrosis', '-pleural_effusion'],
  ['Pleural effusion, ascites and free air are not seen.', '-ascites', '-free_air', '-pleural_effusion'],
  ['Neither ascites nor free air is identified.', '-ascites', '-free_air'],
  ['Cardiomegaly rather than pericardial effusion.', '+cardiomegaly', '-pericardial_effusion'],
  ['Cardiomegaly without pericardial effusion.', '+cardiomegaly', '-pericardial_effusion'],
  ['Pleural effusion has resolved.', '-pleural_effusion'],
  ['The pleural effusion is no longer seen.', '-pleural_effusion'],
]);

table('the end of a negation', [
  ['No pleural effusion but small pericardial effusion.', '+pericardial_effusion', '-pleural_effusion'],
  ['No hepatomegaly; however, splenomegaly is present.', '+splenomegaly', '-hepatomegaly'],
  ['No ascites except for a small amount of perihepatic fluid.', '+ascites'],
  ['No hydronephrosis with cortical cysts.', '+renal_cyst', '-hydronephrosis'],
  ['No hepatic cyst and the spleen is enlarged.', '+splenomegaly', '-hepatic_cyst'],
  ['No finding compatible with atelectasis was detected.', '-atelectasis'],
]);

table('what looks like a negation', [
  ['No change in the hepatic cyst.', '+hepatic_cyst'],
  ['No increase in ascites.', '+ascites'],
  ['Not only hepatomegaly but also splenomegaly.', '+hepatomegaly', '+splenomegaly'],
  ['Hydronephrosis, not seen on the prior study.', '+hydronephrosis'],
  ['The gallbladder is surgically absent.', '+surgically_absent_gallbladder'],
]);

table('uncertainty', [
  ['Possible splenic infarct.', '?splenic_infarct'],
  ['This may represent atelectasis.', '?atelectasis'],
  ['Lesions suspicious for hepatic metastases.', '?liver_metastases'],
  ['Pleural effusion cannot be excluded.', '?pleural_effusion'],
  ['Cannot exclude cholelithiasis.', '?gallstones'],
  ['Emphysema is not ruled out.', '?emphysema'],
  ['Question of hydronephrosis.', '?hydronephrosis'],
  ['Atelectasis versus consolidation.', '?atelectasis', '?consolidation'],
  ['Hypodense lesion in the liver (cyst?).', '?hepatic_cyst'],
  ['No effusion in the pleural space, possible atelectasis.', '-pleural_effusion', '?atelectasis'],
]);

table('what is said of no finding', [
  ['History of splenomegaly.'],
  ['Evaluate for hydronephrosis.'],
  ['INDICATION: Splenomegaly. FINDINGS: No ascites.', '-ascites'],
  ['The uterus is enlarged.'],
  ['Enlarged thyroid next to the liver.'],
]);

table('organs', [
  ['Spleen normal, liver enlarged with a 2 cm cyst.', '+hepatic_cyst 20', '+hepatomegaly', '-spleen'],
  ['The spleen, pancreas and adrenal glands are unremarkable.', '-adrenal_gland left&right', '-pancreas', '-spleen'],
  ['The liver shows no abnormality.', '-liver'],
  ['The liver and spleen are normal in size.', '-hepatomegaly', '-splenomegaly'],
  ['The liver is otherwise unremarkable except for a 14 mm cyst.', '+hepatic_cyst 14', '-liver'],
  ['No pleural or pericardial effusion.', '-pericardial_effusion', '-pleural_effusion'],
  ['Calcified aortic valve.', '+aortic_valve_calcification'],
  ['Atheroma plaques in the coronary arteries.', '+coronary_calcification'],
  ['Atheroma plaques in the aorta and coronary arteries.', '+atherosclerosis', '+coronary_calcification'],
  ['Simple cysts in the liver and both kidneys.', '+hepatic_cyst', '+renal_cyst left&right'],
  ['Cyst in the left kidney adjacent to the spleen.', '+renal_cyst left'],
]);

table('adjectives after the comma', [
  ['Gallbladder wall appears prominent, possibly thickened.', '?gallbladder_wall_thickening'],
  [
    'Gallbladder wall appears prominent, possibly thickened, and the spleen is enlarged.',
    '+splenomegaly',
    '?gallbladder_wall_thickening',
  ],
  ['The gallbladder wall is normal, not thickened.', '-gallbladder_wall_thickening'],
  ['The kidneys are small, possibly atrophic.', '+kidney left&right'],
  ['The adrenal glands are normal, not nodular.', '-adrenal_gland left&right', '-adrenal_nodule left&right'],
  ['The vertebrae are intact, diffusely osteopenic.', '+osteopenia'],
  ['The spleen is normal, mildly enlarged liver.', '+hepatomegaly', '-spleen'],
  ['The lungs are clear, calcified and noncalcified nodules.', '+lung_nodule', '-lung left&right'],
  ['Thoracic aortic aneurysm, cardiomegaly.', '+abdominal_aortic_aneurysm', '+cardiomegaly'],
]);

table('headings and the subjects under them', [
  ['CBD: dilated to 12 mm.', '+biliary_ductal_dilation 12'],
  ['Bile ducts: mildly prominent at the porta hepatis.', '+biliary_ductal_dilation'],
  ['Gallbladder and bile ducts: Prominent gallbladder wall.', '+gallbladder'],
  [
    'Gallbladder and bile ducts: Gallbladder wall appears prominent, possibly thickened.',
    '?gallbladder_wall_thickening',
  ],
  ['Liver and bile ducts: The liver is prominent.', '+liver'],
  ['Bile ducts: The gallbladder is distended, ducts not dilated.', '+gallbladder', '-biliary_ductal_dilation'],
]);

table('sides and sizes', [
  ['A 14 mm cyst in the left kidney.', '+renal_cyst left 14'],
  ['Right renal stone measuring 2.3 x 1.8 cm.', '+renal_stone right 23'],
  ['Bilateral pleural effusions.', '+pleural_effusion left&right'],
  ['Small pleural effusions, right greater than left.', '+pleural_effusion left&right'],
  ['Effusion on the right, atelectasis on the left.', '+atelectasis left', '+pleural_effusion right'],
  ['Cysts in the right and left kidneys.', '+renal_cyst left&right'],
  [
    'Right kidney with a 5 mm stone and left kidney with hydronephrosis.',
    '+hydronephrosis left',
    '+renal_stone right 5',
  ],
  ['R renal cyst and L hydronephrosis.', '+hydronephrosis left', '+renal_cyst right'],
  ['Nodule in the lingula.', '+lung_nodule left'],
  ['No stone in either kidney.', '-renal_stone left&right'],
  ['Cyst in the left lobe of the liver.', '+hepatic_cyst'],
  ['Adrenal nodule of 1-2 cm.', '+adrenal_nodule 20'],
  ['A 4 mm lung nodule 2 cm from the pleura.', '+lung_nodule 4'],
]);

table('text before', [
  [
    'The liver is normal in size. A 2 cm cyst is seen in segment VII. It measures 3 cm.',
    '+hepatic_cyst 20',
    '+hepatic_cyst 30',
    '-hepatomegaly',
  ],
  [
    'LIVER: Normal size. No steatosis. There is a cyst.\nKIDNEYS:\n- No stones\n- 2 cm cyst on the left',
    '+hepatic_cyst',
    '+renal_cyst left 20',
    '-hepatic_steatosis',
    '-hepatomegaly',
    '-renal_stone',
  ],
  ['Right kidney: 5 mm stone. Mild hydronephrosis.', '+hydronephrosis right', '+renal_stone right 5'],
  ['The liver is normal. Enlarged lymph nodes. A cyst is seen.', '+lymphadenopathy', '-liver'],
  [
    'A thrombus is seen in the portal vein. It has increased. The liver is normal.',
    '+thrombosis',
    '+thrombosis',
    '-liver',
  ],
]);

table('sizes that are not this exam’s, and across a comma', [
  ['Abdominal aortic aneurysm measuring 3.4 cm, decreased from 4.6 cm.', '+abdominal_aortic_aneurysm 34'],
  ['Renal stone of 5 mm, previously 8 mm.', '+renal_stone 5'],
  ['Lung nodules ranging from 2 to 5 mm.', '+lung_nodule 5'],
  ['Prostate measures 7.2 cm, enlarged.', '+prostatomegaly 72'],
  ['Left nephrolithiasis with two stones, the largest 7 mm.', '+renal_stone left 7'],
]);

table('findings that no organ shows', [
  ['No lymphadenopathy.', '-lymphadenopathy'],
  ['Thrombosis of the portal vein.', '+thrombosis'],
  ['Central venous catheter in the superior vena cava.', '+medical_material'],
  ['Subcutaneous emphysema.', '+subcutaneous_emphysema'],
]);

describe('places', () => {
  it.each<[string, string | undefined, string[] | undefined]>([
    [
      'A nodule in the posterobasal segment of the right lower lobe.',
      'posterobasal segment of the right lower lobe',
      ['lung_lower_lobe_right'],
    ],
    ['Left renal cyst.', 'Left', ['kidney_left']],
    ['Cyst in segment VII of the liver.', 'segment VII of the liver', undefined],
    [
      'Thrombosis of the portal vein and left brachiocephalic vein.',
      'portal vein and left brachiocephalic vein',
      ['portal_vein_and_splenic_vein', 'brachiocephalic_vein_left'],
    ],
    ['Compression fracture of L1.', 'L1', ['vertebrae_L1']],
    ['Lingular nodule.', 'Lingular', ['lung_upper_lobe_left']],
    ['Nodule of the upper lobe.', 'upper lobe', undefined],
    ['Cyst in the left kidney adjacent to the spleen.', 'left kidney', ['kidney_left']],
    ['Splenomegaly.', undefined, undefined],
    ['Neither consolidation nor pneumothorax.', undefined, undefined],
    ['No consolidation, pneumothorax or pleural effusion.', undefined, undefined],
    ['Emphysema with a cyst in the liver.', undefined, undefined],
    ['Emphysema, and a 2 cm cyst in the left kidney.', undefined, undefined],
    ['No hydronephrosis and a 5 mm gallstone in the gallbladder neck.', undefined, undefined],
    ['No ascites and two cysts in the liver.', undefined, undefined],
    ['Splenomegaly after left nephrectomy.', undefined, undefined],
    ['Gallstones, cholecystitis.', undefined, undefined],
    ['Atelectasis in the left lower lobe, pneumothorax.', 'left lower lobe', ['lung_lower_lobe_left']],
    ['Renal cyst of the left kidney, diverticulosis.', 'left kidney', ['kidney_left']],
  ])('%s', async (report, location, structures) => {
    const [finding] = await findings(report);
    expect([finding.location, finding.structures]).toEqual([location, structures]);
  });

  it('are told in the report’s own words', async () => {
    const report = 'Stones in both kidneys. RUL consolidation, and bibasilar atelectasis.';
    for (const { location } of await findings(report)) expect(report).toContain(location);
  });
});

describe('the phase', () => {
  it('is the sentence’s, or the one of the technique', async () => {
    const report =
      'TECHNIQUE: Portal venous phase.\nFINDINGS: Hepatic cyst. Liver metastases that enhance in the arterial phase.';
    expect((await findings(report)).map(({ phase }) => phase)).toEqual(['portal-venous', 'arterial']);
    expect((await findings('Arterial phase and delayed phase. Hepatic cyst.'))[0].phase).toBeUndefined();
  });
});

describe('statements', () => {
  it('tells change against an earlier exam', async () => {
    const changes = (
      await findings('New left renal stone. Hepatic cyst, unchanged. Splenomegaly has increased since the prior exam.')
    ).map(({ change }) => change);
    expect(changes).toEqual(['new', 'unchanged', 'increased']);
  });

  it('is less sure the more the report hedges', async () => {
    const [plain, likely, possible] = await findings('Hydronephrosis. Likely splenomegaly. Possible ascites.');
    expect(plain.confidence).toBeGreaterThan(likely.confidence);
    expect(likely.confidence).toBeGreaterThan(possible.confidence);
    expect([plain.state, likely.state, possible.state]).toEqual(['present', 'present', 'uncertain']);
    const strict = createRulesParser({ organs: builtInOrgans }, { likely: 'uncertain' });
    expect((await strict.parse('Likely splenomegaly.')).findings[0].state).toBe('uncertain');
  });

  it('gives each organ its own words where a sentence joins organs', async () => {
    const texts = (await findings('Spleen normal, liver enlarged with a 2 cm cyst.')).map(
      ({ organ, sentence }) => `${organ}: ${sentence.text}`,
    );
    expect([...new Set(texts)]).toEqual(['spleen: Spleen normal', 'liver: liver enlarged with a 2 cm cyst.']);
  });

  it('keeps a list under one negation whole', async () => {
    const report = 'No pleural effusion, gallstones or hydronephrosis.';
    expect((await findings(report)).every(({ sentence }) => sentence.text === report)).toBe(true);
  });

  it('drops a weak denial of what the report finds elsewhere', async () => {
    expect(await briefly('Lung nodule of 4 mm. No other lung nodule.')).toEqual(['+lung_nodule 4']);
  });

  it('lists the organs that it mentions, and no others, in the order of the experiment', async () => {
    expect((await parser.parse('The spleen is normal. The liver is normal.')).mentioned).toEqual(['liver', 'spleen']);
  });
});

describe('a custom organ', () => {
  const thymus = defineOrgan({
    organ: 'thymus',
    name: 'thymus',
    structures: ['thymus'],
    terms: ['thymus', 'thymic'],
    findings: [
      {
        id: 'thymoma',
        name: 'thymoma',
        grade: 'focal',
        terms: ['thymoma*', 'mass', 'thymic & mass'],
        prompts: { present: ['Thymoma.'], absent: ['No thymoma.'] },
      },
    ],
    normal: ['The thymus is normal.'],
  });

  it('works at once, beside the others', async () => {
    const { findings: found, mentioned } = await createRulesParser({ organs: [...builtInOrgans, thymus] }).parse(
      'Thymic tissue with a 3 cm mass. Liver normal.',
    );
    expect(found.map(brief)).toEqual(['+thymoma 30', '-liver']);
    expect(mentioned).toEqual(['liver', 'thymus']);
  });

  it('is nobody’s where the experiment leaves it out', async () => {
    expect(await briefly('The liver is normal. Thymic tissue with a 3 cm mass.')).toEqual(['-liver']);
  });
});

describe('bad input', () => {
  it('refuses what holds no text', async () => {
    await expectCodedError(parser.parse(' \n\t'), 'TFM_REPORT_EMPTY');
    await expectCodedError(parser.parse(undefined as unknown as string), 'TFM_REPORT_NOT_TEXT');
    await expectCodedError(parser.parse('x'.repeat(1_000_001)), 'TFM_REPORT_TOO_LONG');
    await expectCodedError(parser.parse('\u0000\u0001PK\u0003\u0004'), 'TFM_REPORT_NOT_TEXT');
  });

  it('stops when asked to', async () => {
    await expectCodedError(parser.parse('Normal.', AbortSignal.abort()), 'TFM_CANCELLED');
  });
});

describe('reports that contradict themselves', () => {
  const codes = async (report: string) =>
    ((await createRulesParser({ organs: builtInOrgans }).parse(report)).notices ?? []).map(({ code }) => code);

  it.each([
    ['Emphysema. No emphysema.', ['TFM_REPORT_CONTRADICTION']],
    ['There is a cyst in the left kidney. No cyst in the left kidney.', ['TFM_REPORT_CONTRADICTION']],
    ['左腎に嚢胞を認める。左腎に嚢胞を認めない。', ['TFM_REPORT_CONTRADICTION']],
    ['There is a cyst in the left kidney. No cyst in the right kidney.', []],
    ['Small pericardial effusion. No pleural effusion. Small pericardial effusion.', []],
  ])('%s', async (report, expected) => expect(await codes(report)).toEqual(expected));
});
