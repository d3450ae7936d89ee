import { describe, expect, it } from 'vitest';
import { withoutMeasurements } from './without-measurements.ts';

describe('a sentence without measurements', () => {
  it.each([
    // Sizes before and behind what they are of.
    ['A 12 mm pulmonary nodule.', 'A pulmonary nodule.'],
    ['12 mm pulmonary nodule.', 'Pulmonary nodule.'],
    ['An 8 mm right renal stone.', 'A right renal stone.'],
    ['There is a 1.2 x 0.9 cm adrenal nodule.', 'There is an adrenal nodule.'],
    ['2-cm cyst in the left kidney.', 'Cyst in the left kidney.'],
    ['Simple cyst in the liver measuring 2.3 cm.', 'Simple cyst in the liver.'],
    ['Hepatic cyst measuring up to 23 x 19 mm in segment VIII.', 'Hepatic cyst in segment VIII.'],
    ['Lung nodule of 9 mm in the left lower lobe.', 'Lung nodule in the left lower lobe.'],
    ['Fluid-attenuation lesion, pancreatic body, 14 mm.', 'Fluid-attenuation lesion, pancreatic body.'],
    ['Vesical calculus, 6 mm.', 'Vesical calculus.'],
    ['Pulmonary nodule (7 mm) in the right upper lobe.', 'Pulmonary nodule in the right upper lobe.'],
    ['Two renal stones of 3-4 mm on the left.', 'Two renal stones on the left.'],
    [
      'A small solid nodule is identified in the right upper lobe with a diameter of 8 x 7 mm.',
      'A small solid nodule is identified in the right upper lobe.',
    ],
    // The largest of several.
    ['Bilateral renal cysts, the largest measuring 2.1 cm.', 'Bilateral renal cysts.'],
    ['Two lung nodules in the left lung, the largest measuring 9 mm.', 'Two lung nodules in the left lung.'],
    ['Left nephrolithiasis with two stones, largest 6 mm.', 'Left nephrolithiasis with two stones.'],
    ['Scattered hepatic cysts, the largest in segment VIII at 3 cm.', 'Scattered hepatic cysts.'],
    ['Numerous hepatic metastases, reference lesion in segment VIII measuring 4.1 cm.', 'Numerous hepatic metastases.'],
    [
      'There are nodules bilaterally, the dominant one in the left upper lobe measuring 12 mm.',
      'There are nodules bilaterally.',
    ],
    ['Stones in both kidneys measuring up to 5 mm.', 'Stones in both kidneys.'],
    ['Multiple liver metastases up to 3.4 cm.', 'Multiple liver metastases.'],
    // Organs that are large.
    ['The liver is enlarged, measuring 19.2 cm in craniocaudal length.', 'The liver is enlarged.'],
    [
      'The liver measures 18 cm in the midclavicular line, enlarged and extends below the costal margin.',
      'The liver is enlarged and extends below the costal margin.',
    ],
    ['The gastric wall measures up to 12 mm, thickened.', 'The gastric wall is thickened.'],
    ['Spleen measures 15 x 6 cm, increased in size.', 'Spleen is increased in size.'],
    ['Hepatomegaly, 20 cm in span.', 'Hepatomegaly.'],
    ['Liver span is increased at 19 cm.', 'Liver span is increased.'],
    ['Splenic enlargement, craniocaudal length 14.8 cm.', 'Splenic enlargement.'],
    ['Splenic length of 17 cm, above normal.', 'Splenic length, above normal.'],
    ['Liver size is increased.', 'Liver size is increased.'],
    ['Cardiac silhouette is increased in size.', 'Cardiac silhouette is increased in size.'],
    [
      'The common bile duct is dilated to 12 mm with intrahepatic ductal dilatation.',
      'The common bile duct is dilated with intrahepatic ductal dilatation.',
    ],
    ['Biliary dilatation, CBD 1.1 cm.', 'Biliary dilatation.'],
    ['Biliary ductal ectasia, common duct up to 13 mm.', 'Biliary ductal ectasia.'],
    ['Pericardial sac is distended by fluid measuring 2.1 cm, new.', 'Pericardial sac is distended by fluid.'],
    ['Fluid surrounds the heart up to 1.2 x 1.1 cm thick.', 'Fluid surrounds the heart.'],
    ['Gallbladder wall edema with thickness of 6 mm.', 'Gallbladder wall edema.'],
    ['Superior endplate fracture of T12 with 40% height loss.', 'Superior endplate fracture of T12 with height loss.'],
    // Comparisons.
    ['Left renal cyst, unchanged from prior.', 'Left renal cyst.'],
    ['Prostatomegaly, 5.2 cm, previously 4.8 cm, now larger.', 'Prostatomegaly.'],
    ['1.2 cm cyst in the tail of the pancreas, not significantly changed.', 'Cyst in the tail of the pancreas.'],
    ['Perihepatic and pelvic ascites, more pronounced than before.', 'Perihepatic and pelvic ascites.'],
    [
      'The bladder contains a calcified calculus, 9 mm, larger than on the prior study.',
      'The bladder contains a calcified calculus.',
    ],
    ['Bibasilar atelectasis, improved since the prior exam.', 'Bibasilar atelectasis.'],
    ['Free air is seen under the diaphragm, not seen on the prior study.', 'Free air is seen under the diaphragm.'],
    ['Bilateral renal cysts, the largest measuring 21 mm, grown since the prior exam.', 'Bilateral renal cysts.'],
    ['New 8 mm nodule in the lingula.', 'Nodule in the lingula.'],
    ['There is a stable left adrenal nodule.', 'There is a left adrenal nodule.'],
    ['Again seen is a cyst of the left kidney (series 3, image 45).', 'A cyst of the left kidney.'],
    ['Emphysema is again noted.', 'Emphysema is noted.'],
    ['Right pleural effusion (previously 2 cm).', 'Right pleural effusion.'],
    // What is no measurement stays.
    ['Compression fracture of L1.', 'Compression fracture of L1.'],
    ['Liver: Simple liver cyst in segment VIII.', 'Liver: Simple liver cyst in segment VIII.'],
    [
      'Prior cholecystectomy with clips in the gallbladder fossa.',
      'Prior cholecystectomy with clips in the gallbladder fossa.',
    ],
    [
      'Low attenuation of the liver parenchyma compared with the spleen.',
      'Low attenuation of the liver parenchyma compared with the spleen.',
    ],
    ['The spleen is normal in size.', 'The spleen is normal in size.'],
    [
      'There are large bilateral pleural effusions, larger on the left.',
      'There are large bilateral pleural effusions, larger on the left.',
    ],
    ['No pulmonary nodule.', 'No pulmonary nodule.'],
    ['左腎に嚢胞を認めます。', '左腎に嚢胞を認めます。'],
  ])('%s', (sentence, expected) => expect(withoutMeasurements(sentence)).toBe(expected));

  it.each([
    'The nodule measures 8 mm.',
    'Maximum diameter of the infrarenal aorta is 4.2 cm, aneurysmal.',
    'Vasculature: Maximum diameter of the infrarenal aorta is 5.6 cm, aneurysmal.',
    'This is new compared to the previous CT.',
    'This is not seen on the prior study.',
    'Resolved atelectasis since the prior exam.',
    'Previously seen pleural effusion has resolved.',
    'Prior bowel obstruction is no longer seen.',
    'Interval resolution of consolidation.',
    'The effusion has increased.',
    'The nodule is unchanged.',
    'The prostate has grown since 03/04/2021.',
    '12 mm.',
    '左腎に径12mm大の嚢胞を認めます。',
    '左腎嚢胞は前回と著変ありません。',
    `${'A cyst and '.repeat(100)} a stone.`,
  ])('tells that it cannot: %s', (sentence) => expect(withoutMeasurements(sentence)).toBeUndefined());

  it('is the same when it is taken again', () => {
    const once = withoutMeasurements('There is a 9 mm nodule in the right lung, stable from prior.')!;
    expect(withoutMeasurements(once)).toBe(once);
  });
});
