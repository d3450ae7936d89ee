import { describe, expect, it } from 'vitest';
import { readableSections } from './sections.ts';
import { splitSentences } from './sentences.ts';

const split = (report: string) =>
  splitSentences(report, { start: 0, end: report.length }).map(({ start, end }) => report.slice(start, end));
const read = (report: string) => readableSections(report).map(({ start, end }) => report.slice(start, end).trim());

describe('splitSentences', () => {
  it.each<[string, string[]]>([
    ['A 2.5 cm cyst. The spleen is normal.', ['A 2.5 cm cyst.', 'The spleen is normal.']],
    [
      'Cyst in seg. VII and seg. 4 of the liver. No ascites.',
      ['Cyst in seg. VII and seg. 4 of the liver.', 'No ascites.'],
    ],
    ['Lesion in segment VII. No ascites.', ['Lesion in segment VII.', 'No ascites.']],
    ['Discussed with Dr. Weber. Cyst vs. hemangioma.', ['Discussed with Dr. Weber.', 'Cyst vs. hemangioma.']],
    ['1. Renal stone. 2. Hepatic cyst.', ['Renal stone.', 'Hepatic cyst.']],
    [
      'The liver shows\na 2 cm cyst in the\nRight lobe.\nSpleen normal\nKidneys normal',
      ['The liver shows\na 2 cm cyst in the\nRight lobe.', 'Spleen normal', 'Kidneys normal'],
    ],
    ['- Splenomegaly\n- No ascites\n* Gallstones', ['Splenomegaly', 'No ascites', 'Gallstones']],
    [
      'Hypodense lesion (cyst?) in the liver. Nodule (series 2, im. 35. Stable) in the lung.',
      ['Hypodense lesion (cyst?) in the liver.', 'Nodule (series 2, im. 35. Stable) in the lung.'],
    ],
    ['Ends here.Next one. the last', ['Ends here.', 'Next one.', 'the last']],
    ['Emphysema. " Hepatic cyst " Gallstones " Stable', ['Emphysema.', 'Hepatic cyst', 'Gallstones', 'Stable']],
    ['• Hepatic cyst • Gallstones', ['Hepatic cyst', 'Gallstones']],
    ['The nodule measures approx. 5 mm. No. 3 is new.', ['The nodule measures approx. 5 mm.', 'No. 3 is new.']],
    ['LIVER:\nNormal.\nSPLEEN: Normal.', ['LIVER:', 'Normal.', 'SPLEEN: Normal.']],
  ])('%j', (report, sentences) => {
    expect(split(report)).toEqual(sentences);
  });
});

describe('readableSections', () => {
  it('reads findings and impression and leaves the rest', () => {
    expect(
      read(
        'CT ABDOMEN\nINDICATION: Cyst.\nTECHNIQUE: 5 mm slices.\nCOMPARISON: None.\nFINDINGS:\nLiver normal.\nIMPRESSION: 1. No stone.',
      ),
    ).toEqual(['Liver normal.', '1. No stone.']);
  });

  it('knows titles inside a line, on a line of their own, and with a dash', () => {
    expect(read('Clinical history: pneumonia. Findings: Clear lungs. Impression - Normal.')).toEqual([
      'Clear lungs. Impression - Normal.',
    ]);
    expect(read('Indication\nPain.\n\nFindings\nClear lungs.\n\nImpression - Normal.')).toEqual([
      'Clear lungs.',
      'Normal.',
    ]);
  });

  it('reads a report without titles whole, and paragraphs that no title announces', () => {
    expect(read('Clear lungs. No stone.')).toEqual(['Clear lungs. No stone.']);
    expect(read('Indication:\nPain.\n\nClear lungs.\n\nImpression:\nNormal.')).toEqual(['Clear lungs.', 'Normal.']);
  });
});
