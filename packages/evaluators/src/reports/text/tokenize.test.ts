import { expect, it } from 'vitest';
import { tokenize } from './tokenize.ts';

it.each([
  ['Ground-glass nodule, 3.5 cm (T12/L1).', 'ground-glass nodule 3.5 cm t12 l1'],
  ['The patient’s 3.5x2.1 cm mass; HU < 20, ≈50 %!', 'the patient’s 3.5x2.1 cm mass hu 20 50'],
  ['Segments II/III. 1,200 mL', 'segments ii iii 1,200 ml'],
  ['No -- change... 4. Liver:\nnormal', 'no change 4 liver normal'],
  ['右肺に12mmの結節', '右 肺 に 12mm の 結 節'],
  ['ＣＴ　Ａｏｒｔａ', 'ct aorta'],
  ['œdème cardiomégalie', 'œdème cardiomégalie'],
  [' \n… — ', ''],
])('%j', (text, words) => expect(tokenize(text).join(' ')).toBe(words));
