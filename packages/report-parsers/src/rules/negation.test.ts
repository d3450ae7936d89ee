import { builtInOrgans } from '@totalfm/anatomy';
import { describe, expect, it } from 'vitest';
import { createRulesParser } from './create-rules-parser.ts';

const parser = createRulesParser({ organs: builtInOrgans });

/** `+splenomegaly -ascites ?hydronephrosis`: what a report says of each finding, in alphabetical order, once. */
async function states(report: string): Promise<string> {
  const { findings } = await parser.parse(report);
  const said = findings.flatMap(({ finding, state }) =>
    finding ? [`${{ present: '+', absent: '-', uncertain: '?' }[state]}${finding}`] : [],
  );
  return [...new Set(said)].sort((a, b) => a.slice(1).localeCompare(b.slice(1))).join(' ');
}

const table = (name: string, cases: Readonly<Record<string, string>>) =>
  describe(name, () => {
    it.each(Object.entries(cases))('%s', async (report, expected) => expect(await states(report)).toBe(expected));
  });

// The kinds of case are those of NegEx (Chapman et al., J Biomed Inform 2001; 34: 301), ConText (Harkema et al., J Biomed
// Inform 2009; 42: 839), NegBio (Peng et al., AMIA Summits 2018) and CheXpert's labeller (Irvin et al., AAAI 2019).
table('pre-negation', {
  'No evidence of splenomegaly.': '-splenomegaly',
  'There is no sign of hydronephrosis.': '-hydronephrosis',
  'Without ascites.': '-ascites',
  'Negative for pleural effusion.': '-pleural_effusion',
  'Free of atelectasis.': '-atelectasis',
  'Absence of emphysema.': '-emphysema',
  'No radiographic evidence of hiatal hernia.': '-hiatal_hernia',
  'The scan fails to reveal splenomegaly.': '-splenomegaly',
  'Never had hydronephrosis.': '-hydronephrosis',
  'Nothing to suggest cardiomegaly.': '-cardiomegaly',
  'Lack of ascites.': '-ascites',
  'Rules out hydronephrosis.': '-hydronephrosis',
  'The spleen is not enlarged.': '-splenomegaly',
  "There isn't any pericardial effusion.": '-pericardial_effusion',
});

table('post-negation', {
  'Hydronephrosis is not seen.': '-hydronephrosis',
  'Ascites was not observed.': '-ascites',
  'Splenomegaly: none.': '-splenomegaly',
  'Pleural effusion has been ruled out.': '-pleural_effusion',
  'Pericardial effusion is absent.': '-pericardial_effusion',
  'Hepatic cyst is unlikely.': '-hepatic_cyst',
  'Cardiomegaly or pericardial effusion could not be identified.': '-cardiomegaly -pericardial_effusion',
  'Emphysema has not been demonstrated.': '-emphysema',
  'Pleural effusion-thickening was not detected.': '-pleural_effusion',
  'Pleural effusion is no longer present.': '-pleural_effusion',
});

table('pseudo-negation', {
  'No increase in ascites.': '+ascites',
  'No change in splenomegaly.': '+splenomegaly',
  'No significant interval change in the hydronephrosis.': '+hydronephrosis',
  'Not only splenomegaly but also ascites.': '+ascites +splenomegaly',
  'Without significant change of the pleural effusion.': '+pleural_effusion',
  'The ascites has not resolved.': '+ascites',
  'Hydronephrosis, not previously seen.': '+hydronephrosis',
  'Hepatic cyst, evaluated without contrast.': '+hepatic_cyst',
  'There is no doubt that there is cardiomegaly.': '+cardiomegaly',
  'Gram negative sepsis with ascites.': '+ascites',
});

table('double negation', {
  'Ascites cannot be excluded.': '?ascites',
  'Cannot rule out hydronephrosis.': '?hydronephrosis',
  'The absence of emphysema cannot be confirmed.': '?emphysema',
  'Splenomegaly is not ruled out.': '?splenomegaly',
  'Pericardial effusion has not been excluded.': '?pericardial_effusion',
  'Atelectasis is difficult to exclude.': '?atelectasis',
  'It is not possible to exclude pleural effusion.': '?pleural_effusion',
  'Not without ascites.': '+ascites',
});

table('lists under one cue', {
  'No splenomegaly, hydronephrosis, or ascites.': '-ascites -hydronephrosis -splenomegaly',
  'No evidence of ascites, splenomegaly, hydronephrosis, hepatic cyst or pleural effusion.':
    '-ascites -hepatic_cyst -hydronephrosis -pleural_effusion -splenomegaly',
  'Neither ascites nor hydronephrosis.': '-ascites -hydronephrosis',
  'Ascites, splenomegaly and hydronephrosis are not seen.': '-ascites -hydronephrosis -splenomegaly',
  'Negative for ascites and for hydronephrosis.': '-ascites -hydronephrosis',
  'No pleural or pericardial effusion.': '-pericardial_effusion -pleural_effusion',
  'Possible splenomegaly or ascites.': '?ascites ?splenomegaly',
  'No ascites/hydronephrosis.': '-ascites -hydronephrosis',
});

table('what ends a scope', {
  'No ascites but splenomegaly.': '-ascites +splenomegaly',
  'No ascites; splenomegaly.': '-ascites +splenomegaly',
  'No ascites, however there is splenomegaly.': '-ascites +splenomegaly',
  'No ascites although the spleen is enlarged.': '-ascites +splenomegaly',
  'No ascites except for a trace of perihepatic fluid.': '+ascites',
  'No hydronephrosis with renal cysts.': '-hydronephrosis +renal_cyst',
  'No ascites. Splenomegaly.': '-ascites +splenomegaly',
  'Hydronephrosis without ascites.': '-ascites +hydronephrosis',
  'Emphysema, no pleural effusion, mild cardiomegaly.': '+cardiomegaly +emphysema -pleural_effusion',
  'No pleural effusion, and there is emphysema.': '+emphysema -pleural_effusion',
  'Hydronephrosis secondary to no visible renal stone.': '+hydronephrosis -renal_stone',
  'No cause of hydronephrosis is seen.': '+hydronephrosis',
  'The effusion in the pleural space, which was seen before, is not seen now.': '-pleural_effusion',
});

table('change and time', {
  'Pleural effusion has resolved.': '-pleural_effusion',
  'Interval resolution of ascites.': '-ascites',
  'Resolved hydronephrosis.': '-hydronephrosis',
  'Nearly resolved pleural effusion.': '+pleural_effusion',
  'New ascites.': '+ascites',
  'History of splenomegaly.': '',
  'Evaluate for hydronephrosis.': '',
  'Status post drainage of ascites, no residual ascites.': '-ascites',
  'Follow-up of hepatic cyst is recommended.': '',
});

table('hedges', {
  'Probable splenomegaly.': '+splenomegaly',
  'May represent atelectasis.': '?atelectasis',
  'Suspicious for liver metastases.': '?liver_metastases',
  'Hydronephrosis?': '?hydronephrosis',
  'Questionable ascites.': '?ascites',
  'No definite splenomegaly.': '-splenomegaly',
  'Ascites versus pleural effusion.': '?ascites ?pleural_effusion',
  'Splenomegaly should be considered.': '?splenomegaly',
});
