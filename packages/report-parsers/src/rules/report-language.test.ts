import { builtInOrgans } from '@totalfm/anatomy';
import type { Translator } from '@totalfm/core';
import { expectCodedError } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { ModelFailure } from '../llm/model-failure.ts';
import { createRulesParser } from './create-rules-parser.ts';
import { languageName } from './report-language.ts';

const anatomy = { organs: builtInOrgans };
const parser = createRulesParser(anatomy);

describe('a report in another language is refused', () => {
  it.each([
    ['German', 'Keine Pleuraergüsse. Die Leber ist unauffällig.'],
    ['German', 'Leber unauffällig.'],
    ['German', 'Regelrechte Lungen, kein Infiltrat, kein Erguss.'],
    ['German', 'Leber: normal. Milz: normal. Pankreas: normal. Nieren: normal.'],
    ['French', "Pas d'épanchement pleural. Le foie est normal."],
    ['French', 'Foie de taille normale, homogène. Vésicule biliaire alithiasique.'],
    ['Spanish', 'No se observa derrame pleural. El hígado es normal.'],
    ['Spanish', 'Quiste simple en el riñón izquierdo de 12 mm. Colelitiasis.'],
    ['Italian', 'Non versamento pleurico. Il fegato è nei limiti.'],
    ['Italian', 'Fegato di dimensioni normali, non lesioni focali.'],
    ['Turkish', 'Plevral efüzyon saptanmadı. Karaciğer normaldir.'],
    ['Turkish', 'Sağ akciğer üst lobda 5 mm nodül izlendi. Kalp boyutları normaldir.'],
    ['Portuguese', 'Sem derrame pleural. O fígado é normal.'],
    ['Portuguese', 'Nódulo pulmonar no lobo superior direito. Ausência de linfonodomegalias.'],
    ['Dutch', 'Geen pleuravocht. De lever is normaal.'],
    ['Dutch', 'Kleine cyste in de linker nier. Milt is normaal van grootte.'],
    ['Polish', 'Wątroba prawidłowa. Bez płynu w jamie opłucnej.'],
    ['Swedish', 'Ingen pleuravätska. Levern är normal.'],
    ['Finnish', 'Maksa on normaali. Ei nestettä.'],
    ['Finnish', 'Keuhkoissa ei infiltraatteja.'],
    ['Finnish', 'Oikeassa munuaisessa kysta.'],
    ['Malay (ms)', 'Hati normal. Tidak ada efusi pleura.'],
    ['Malay (ms)', 'Tidak tampak kelainan pada paru.'],
    ['Malay (ms)', 'Hepar, lien dan pankreas dalam batas normal.'],
    ['Hungarian', 'Bal vesében ciszta.'],
    ['Romanian', 'Ficat de dimensiuni normale. Fara lichid pleural.'],
    ['Czech', 'Bez pleurálního výpotku.'],
    ['Danish', 'Normal lever og milt.'],
    ['Croatian', 'Jetra uredna. Nema pleuralnog izljeva.'],
    ['Slovenian', 'Jetra normalna, brez žarišč.'],
    ['Estonian', 'Maks on normaalne. Pleuraõõnes vedelikku ei ole.'],
    ['Lithuanian', 'Kepenys normalios. Skysčio pleuros ertmėje nėra.'],
    ['Vietnamese', 'Gan bình thường. Không có tràn dịch màng phổi.'],
    ['Filipino', 'Normal ang atay. Walang likido sa baga.'],
    ['Catalan', 'Fetge normal. No hi ha vessament pleural.'],
    ['German', 'Keine Stauung.'],
    ['French', 'Pas de nodule.'],
    ['Spanish', 'Sin derrame.'],
    ['another language', 'Sol böbrekte kist.'],
    ['Russian', 'Печень не изменена. Плеврального выпота нет.'],
    ['Chinese', '肝脏形态大小正常，未见异常密度影。双肺未见明显结节。'],
    ['Korean', '간은 정상입니다. 흉수는 없습니다.'],
  ])('%s: %s', async (language, report) => {
    await expectCodedError(parser.parse(report), 'TFM_REPORT_LANGUAGE');
    await expect(parser.parse(report)).rejects.toThrow(language);
  });

  it('says nothing of the report', async () => {
    const error = await parser
      .parse('Keine Pleuraergüsse. Die Leber ist unauffällig.')
      .catch((reason: Error) => reason);
    expect(JSON.stringify(error)).not.toMatch(/Leber|Pleura/);
  });

  it('names languages by their codes as well', () => {
    expect([languageName('de'), languageName('tr')]).toEqual(['German (de)', 'Turkish (tr)']);
  });
});

describe('a report in English or Japanese is read', () => {
  it.each([
    'No ascites.',
    'Splenomegaly.',
    'GB: stones.',
    'Hepatic cyst.',
    'Liver, spleen, pancreas: NAD',
    'S/p Whipple.',
    'Cardiomegaly. Atelectasis. Pneumothorax. Osteopenia.',
    'Lipoma. Hemangioma. Angiomyolipoma. Leiomyoma.',
    'Scattered diverticulosis coli. Trace hydrosalpinx.',
    'Technique: helical acquisition.',
    'Ménière disease. Sjögren syndrome.',
    'RK: normal. LK: cyst.',
    'GB: stones. Liver nl.',
    'LA nl. LV nl. RV nl.',
    'Lungs clr. Ht nl size. No eff.',
    'Liver wnl. Spl wnl. Panc wnl.',
    'R hilar adenop. Sm bilat eff. Mod cardiomeg.',
    'Mult bilat subcm pulm nods.',
    'Abd aorta nl cal. IVC nl.',
    'ETT in situ. NGT in stomach.',
    'Portosystemic collaterals. Recanalized umbilical vein.',
    'Dextrocardia. Situs inversus totalis.',
    'Pectus excavatum.',
    'Budd-Chiari.',
    'Roux-en-Y.',
    'Nil acute.',
    'GB ABSENT. AORTA ECTATIC.',
    'Normal.',
    '肝嚢胞。',
    '肝嚢胞を認める。',
    '左腎に嚢胞を認めない。',
  ])('%s', async (report) => {
    await expect(parser.parse(report)).resolves.toBeDefined();
  });

  it('in every prompt of the organs', async () => {
    const sentences = builtInOrgans.flatMap(({ normal, findings }) => [
      ...normal,
      ...findings.flatMap(({ prompts }) => [...prompts.present, ...prompts.absent]),
    ]);
    for (const sentence of sentences) await expect(parser.parse(sentence)).resolves.toBeDefined();
  });
});

describe('a translator', () => {
  const german = 'Die Leber ist unauffällig. Eine Zyste von 14 mm in der linken Niere.';
  const words: Record<string, string> = {
    'Die Leber ist unauffällig.': 'The liver is unremarkable.',
    'Eine Zyste von 14 mm in der linken Niere.': 'A 14 mm cyst in the left kidney.',
  };
  const seen: string[] = [];
  const translator: Translator = {
    translate: async (sentences) => {
      seen.push(...sentences);
      return sentences.map((sentence) => words[sentence]);
    },
  };
  const translating = createRulesParser(anatomy, { likely: 'present' }, translator);

  it('comes before the rules; findings point to the sentences as written', async () => {
    const { findings, mentioned } = await translating.parse(german);
    expect(mentioned).toEqual(['liver', 'kidney']);
    expect(findings).toMatchObject([
      { organ: 'liver', state: 'absent', sentence: { text: 'Die Leber ist unauffällig.' } },
      {
        organ: 'kidney',
        finding: 'renal_cyst',
        sizeMm: 14,
        sides: ['left'],
        sentence: { text: 'Eine Zyste von 14 mm in der linken Niere.' },
      },
    ]);
    for (const { sentence } of findings) expect(german.slice(sentence.start, sentence.end)).toBe(sentence.text);
    // Where it lies is told in the report's own words, which these would not be.
    expect(findings.map(({ location }) => location)).toEqual([undefined, undefined]);
  });

  it('is not asked about a report in English', async () => {
    seen.length = 0;
    expect((await translating.parse('The liver is normal.')).findings).toHaveLength(1);
    expect(seen).toEqual([]);
  });

  it('fails the report with a code where its model does not answer', async () => {
    const failing: Translator = { translate: () => Promise.reject(new ModelFailure('network')) };
    await expectCodedError(createRulesParser(anatomy, { likely: 'present' }, failing).parse(german), 'TFM_LLM_FAILED');
  });
});
