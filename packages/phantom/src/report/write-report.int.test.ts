import { createRandom } from '@totalfm/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { listExam } from '../listing.ts';
import type { MadeExam } from '../make-exam.ts';
import { makeExam } from '../make-exam.ts';
import { phantomOptions } from '../options.ts';
import { catalogue, scanCatalogue } from '../plan/catalogue.ts';
import { stateFinding } from './statement.ts';
import { wordings } from './wordings/index.ts';

/** Words that every sentence about a finding has one of: written here, not derived from the templates. */
const words: Readonly<Record<string, RegExp>> = {
  lung_nodule: /nodul/i,
  consolidation: /consolidat|airspace|pneumonia|opacity|opacification/i,
  atelectasis: /atelecta|collapse|volume loss/i,
  pleural_effusion: /effusion|pleural (fluid|space)|hydrothorax/i,
  emphysema: /emphysem|copd|low-attenuation areas/i,
  cardiomegaly: /cardiomegaly|enlarged|enlargement|heart size|cardiothoracic|silhouette/i,
  pericardial_effusion: /pericardi|surrounds the heart/i,
  coronary_calcification: /coronary|descending artery|circumflex/i,
  aortic_valve_calcification: /valv|aortic root/i,
  abdominal_aortic_aneurysm: /aneurysm|AAA|dilatation/i,
  atherosclerosis: /athero|calcifi/i,
  hiatal_hernia: /hernia|intrathoracic/i,
  hepatomegaly: /hepatomegaly|enlarge|liver span|liver size|liver measures/i,
  hepatic_steatosis: /steatosis|fatty|attenua/i,
  hepatic_cyst: /cyst|hypodens/i,
  liver_metastases: /metasta|deposits|lesions|masses/i,
  biliary_ductal_dilation: /duct|biliary/i,
  surgically_absent_gallbladder: /cholecystectomy|absent|removed|resected/i,
  gallstones: /stone|cholelithiasis|calcul|layering density/i,
  gallbladder_wall_thickening: /wall|thick|mural/i,
  splenomegaly: /sple/i,
  splenic_infarct: /infarct|hypodensity/i,
  pancreatic_atrophy: /atroph|thinned|volume|involution/i,
  pancreatic_cyst: /cyst|lesion/i,
  renal_cyst: /cyst|lesion|hypodensity/i,
  hydronephrosis: /hydro|dilat|pelvis|pelvicaliectasis/i,
  renal_stone: /stone|calcul|nephrolithiasis/i,
  adrenal_nodule: /adrenal/i,
  gastric_wall_thickening: /gastric|stomach/i,
  bowel_obstruction: /small bowel|obstruct/i,
  submucosal_edema: /edema|oedema|thicken|edematous|oedematous/i,
  bladder_stone: /bladder|vesical|cystolithiasis/i,
  prostatomegaly: /prostat/i,
  osteopenia: /osteop|mineral|density|trabecular/i,
  vertebral_fracture: /fracture|wedg|height loss|deformit|loss of height/i,
  bone_metastasis: /metasta|lesion/i,
  ascites: /ascit|fluid/i,
  anasarca: /anasarca|edema|oedema|edematous|stranding/i,
  lymphadenopathy: /lymph|adenopathy|nodes/i,
  metastatic_disease: /implants|caking|carcinomatosis|metastatic/i,
  free_air: /free (intraperitoneal )?(air|gas)|pneumoperitoneum|extraluminal|nondependent|free gas|lucency/i,
};

const options = phantomOptions.parse({ seed: 21, spacing: [12, 12, 15], prevalence: 1.3, wholeScan: true });
let exams: readonly MadeExam[];

beforeAll(() => {
  exams = Array.from({ length: 80 }, (_, index) => makeExam(listExam(index, options), options, []));
}, 120_000);

const presentIn = ({ truth }: MadeExam) => new Set(truth.findings.map(({ finding }) => finding));

describe('phantom reports', () => {
  it('has words for every finding, and tests them', () => {
    const ids = [...catalogue, ...scanCatalogue].map(({ finding }) => finding).sort();
    expect([...wordings.keys()].sort()).toEqual(ids);
    expect(Object.keys(words).sort()).toEqual(ids);
    for (const { finding, present } of wordings.values())
      expect(present.length + (wordings.get(finding)!.several?.length ?? 0), finding).toBeGreaterThanOrEqual(8);
  });

  it('mentions what it says it mentions, and only what is there', () => {
    let [present, mentioned] = [0, 0];
    for (const exam of exams) {
      const there = presentIn(exam);
      for (const finding of exam.mentioned) {
        expect(there.has(finding), finding).toBe(true);
        expect(exam.report).toMatch(words[finding]);
      }
      present += there.size;
      mentioned += exam.mentioned.size;
    }
    expect(mentioned / present).toBeGreaterThan(0.85);
    expect(mentioned / present).toBeLessThan(0.95);
  });

  it('never rules out a finding that is there', () => {
    for (const exam of exams) {
      const there = presentIn(exam);
      for (const [finding, { absent, noun }] of wordings) {
        if (!there.has(finding)) continue;
        for (const template of absent)
          if (!/[[{]/.test(template)) expect(exam.report.includes(template), `${finding}: ${template}`).toBe(false);
        if (noun) expect(exam.report).not.toMatch(new RegExp(`\\b(No|no|Negative for)( evidence of)? ${noun}\\b`));
      }
    }
  });

  it('leaves no placeholder, bracket or double space', () => {
    for (const { report } of exams) {
      expect(report).not.toMatch(/[{}[\]|]|undefined| {2}|\.\./);
      expect(report.trim().length).toBeGreaterThan(40);
    }
  });

  it('states some negatives and stays silent on others, joins organs, measures, hedges and compares', () => {
    const share = (pattern: RegExp) => exams.filter(({ report }) => pattern.test(report)).length / exams.length;
    expect(share(/\b[Nn]o (evidence of )?(pleural effusion|hydronephrosis|ascites|bowel obstruction)/)).toBeGreaterThan(
      0.4,
    );
    expect(share(/pleural|effusion/i)).toBeLessThan(0.9);
    expect(
      share(/(spleen|pancreas|adrenal glands|kidneys|liver)(, [a-z ]+)* and [a-z ]+ (are|demonstrate)/),
    ).toBeGreaterThan(0.08);
    expect(share(/\d(\.\d)? cm/)).toBeGreaterThan(0.3);
    expect(share(/\d mm\b/)).toBeGreaterThan(0.2);
    expect(share(/may (represent|reflect)|[Pp]ossibl|probably|likely|cannot be excluded/)).toBeGreaterThan(0.05);
    expect(share(/prior|previous|unchanged|interval/i)).toBeGreaterThan(0.1);
    expect(share(/IMPRESSION|Impression|CONCLUSION|Conclusion/)).toBeGreaterThan(0.6);
    expect(share(/IMPRESSION|Impression|CONCLUSION|Conclusion/)).toBeLessThan(0.95);
  });

  it('words a finding in many ways', () => {
    const style = { unit: 'cm', twoAxes: false } as const;
    for (const [finding, entry] of wordings) {
      const counts = new Map<string, number>();
      for (let n = 0; n < 200; n++) {
        const drawn = {
          finding,
          organ: 'organ',
          side: 'left',
          sizeMm: 20,
          place: 'L1',
          kind: 'mild',
          severity: 0.5,
        } as const;
        const { text } = stateFinding(
          entry.several && n % 2 === 0 ? [drawn, { ...drawn, place: 'T9' }, drawn] : [drawn],
          entry,
          style,
          createRandom(n),
        );
        counts.set(text, (counts.get(text) ?? 0) + 1);
      }
      expect(counts.size, finding).toBeGreaterThan(10);
      expect(Math.max(...counts.values()) / 200, finding).toBeLessThan(0.25);
    }
  });

  it('repeats few sentences from report to report', () => {
    const sentences = exams
      .flatMap(({ report }) => report.split(/[.\n:]\s/))
      .map((line) => line.trim())
      .filter((line) => line.split(' ').length > 3);
    const numberless = sentences.map((line) => line.replace(/\d+/g, '#'));
    const counts = new Map<string, number>();
    for (const line of numberless) counts.set(line, (counts.get(line) ?? 0) + 1);
    expect(Math.max(...counts.values()) / exams.length).toBeLessThan(0.3);
    expect(counts.size / numberless.length).toBeGreaterThan(0.3);
  });
});
