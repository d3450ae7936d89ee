import { defineOrgan } from '../../define/organ.ts';

/** The liver with its bile ducts. The empty gallbladder fossa is seen here, since a removed organ has no mask. */
export const liver = defineOrgan({
  organ: 'liver',
  name: 'liver',
  structures: ['liver'],
  terms: [
    'liver', 'hepatic', 'intrahepatic', 'perihepatic', 'hepatobiliary', 'couinaud', 'caudate', 'quadrate lobe', 'biliary', 'bile duct*',
    'common duct', 'cbd', 'hepatic lobe*', 'hepatocellular',
  ],
  findings: [
    {
      id: 'hepatomegaly',
      name: 'hepatomegaly',
      grade: 'whole-organ',
      terms: [
        'hepatomegal*', 'hepatosplenomegal*', 'enlarged liver', 'hepatic enlargement', 'enlarg*', 'larger than normal', 'liver span & increas*',
        'liver size & increas*', 'liver is increased in size', 'above normal',
      ],
      contraryTerms: ['size & normal', 'normal & sized'],
      prompts: {
        present: [
          'The liver is enlarged.',
          'There is hepatomegaly.',
          'Enlarged liver extending below the costal margin.',
          'Increased craniocaudal span of the liver, consistent with hepatomegaly.',
          'Marked diffuse enlargement of the liver.',
          'The liver measures larger than expected for the patient.',
        ],
        absent: [
          'The liver is normal in size.',
          'No hepatomegaly.',
          'Hepatic size is within normal limits.',
          'The liver is not enlarged.',
          'Normal craniocaudal dimension of the liver.',
        ],
      },
    },
    {
      id: 'hepatic_steatosis',
      name: 'hepatic steatosis',
      grade: 'whole-organ',
      terms: [
        'hepatic steatosis', 'steatosis', 'hepatosteatosis', 'steatohepatitis', 'steatotic', 'fatty liver', 'fatty infiltration',
        'fatty', 'fat deposition', 'low in attenuation', 'low attenuation of the liver', 'low attenuation of the hepatic', 'lower attenuation than the spleen',
        'lower in attenuation than the spleen', 'lower density than the spleen', 'decreas* & attenuation', 'decreas* & density', 'reduc* & attenuation', 'reduc* & density', 'diffuse* & low attenuation', 'diffuse* & hypoattenuat*',
      ],
      prompts: {
        present: [
          'The liver shows diffuse fatty infiltration.',
          'There is hepatic steatosis.',
          'Diffusely decreased attenuation of the liver, consistent with steatosis.',
          'Fatty liver.',
          'The hepatic parenchyma is lower in density than the spleen, reflecting fat deposition.',
          'Low-attenuation liver compatible with hepatic steatosis.',
        ],
        absent: [
          'The liver has normal attenuation.',
          'No hepatic steatosis.',
          'No fatty infiltration of the liver.',
          'The hepatic parenchyma is normal in density.',
          'Liver attenuation is preserved, without evidence of steatosis.',
        ],
      },
    },
    {
      id: 'hepatic_cyst',
      name: 'hepatic cyst',
      grade: 'focal',
      terms: ['hepatic cyst*', 'liver cyst*', 'cyst*', 'cystic lesion*', 'cystic focus', 'cystic foci', 'fluid attenuation lesion*', 'fluid density lesion*'],
      prompts: {
        present: [
          'There is a simple cyst in the liver.',
          'A well-defined fluid-attenuation lesion in the liver, consistent with a cyst.',
          'Hepatic cyst.',
          'The liver contains a low-density cyst.',
          'Nonenhancing water-density hepatic lesion representing a benign cyst.',
          'A hepatic cyst is identified in the right lobe.',
        ],
        absent: [
          'No hepatic cyst.',
          'There is no cyst in the liver.',
          'No cystic lesion is seen within the hepatic parenchyma.',
          'The liver is free of cysts.',
        ],
      },
    },
    {
      id: 'liver_metastases',
      name: 'liver metastases',
      grade: 'focal',
      terms: [
        'liver metasta*', 'hepatic metasta*', 'metasta*', 'hepatic metastatic disease', 'secondary deposit*',
      ],
      prompts: {
        present: [
          'There are multiple hypodense lesions in the liver, consistent with metastases.',
          'Hepatic metastases.',
          'Numerous ill-defined low-attenuation masses scattered in both hepatic lobes, concerning for metastatic disease.',
          'The liver is studded with metastatic deposits.',
          'Several rim-enhancing hepatic lesions, suspicious for metastases.',
          'Metastatic disease to the liver.',
        ],
        absent: [
          'No hepatic metastases.',
          'There is no evidence of metastatic disease in the liver.',
          'No suspicious liver lesion.',
          'No focal hepatic mass is identified.',
          'The liver is free of metastatic lesions.',
        ],
      },
    },
    {
      id: 'biliary_ductal_dilation',
      name: 'biliary ductal dilation',
      grade: 'focal',
      terms: [
        'biliary dilat*', 'biliary ectasia', 'ductal ectasia', 'bile duct* & prominent', 'intrahepatic ducts & prominent', 'biliary ductal dilat*', 'biliary duct dilat*', 'biliary tree dilat*', 'bile duct dilat*', 'dilated bile duct*',
        'dilated biliary', 'dilated common bile duct', 'dilated common duct', 'ductal dilat*', 'duct dilat*', 'bile duct* & dilat*',
        'biliary & dilat*', 'intrahepatic & dilat*', 'cbd & dilat*', 'common duct & dilat*', 'ducts & dilat*',
      ],
      contraryTerms: ['duct* & caliber & normal', 'duct* & calibre & normal', 'duct* & normal'],
      prompts: {
        present: [
          'There is intrahepatic biliary ductal dilation.',
          'The bile ducts are dilated.',
          'Moderate dilatation of the biliary tree.',
          'Branching fluid-density tubular structures in the liver, reflecting dilated bile ducts.',
          'Dilated intrahepatic and extrahepatic bile ducts.',
          'Prominent common bile duct with upstream intrahepatic ductal dilatation.',
        ],
        absent: [
          'No biliary ductal dilation.',
          'The intrahepatic bile ducts are not dilated.',
          'The biliary tree is normal in caliber.',
          'There is no intrahepatic or extrahepatic biliary dilatation.',
        ],
      },
    },
    {
      id: 'surgically_absent_gallbladder',
      name: 'surgically absent gallbladder',
      grade: 'focal',
      terms: [
        'cholecystectom*', 'postcholecystectom*', 'surgically absent gallbladder', 'absent gallbladder', 'gallbladder & surgically absent', 'gallbladder & absent',
        'gallbladder & removed', 'gallbladder & resected',
      ],
      prompts: {
        present: [
          'The gallbladder is surgically absent.',
          'Status post cholecystectomy.',
          'Surgical clips in the gallbladder fossa from prior cholecystectomy.',
          'The patient has undergone cholecystectomy.',
          'The gallbladder has been removed.',
        ],
        absent: [
          'The gallbladder is present.',
          'The gallbladder is normal.',
          'No prior cholecystectomy.',
          'The gallbladder is in place and distended.',
        ],
      },
    },
  ],
  languages: {
    ja: {
      terms: ['肝臓', '肝', '肝内', '胆管', '胆道'],
      findings: {
        hepatomegaly: { terms: ['肝腫大', '肝脾腫', '腫大'], contraryTerms: ['大きさ & 正常'] },
        hepatic_steatosis: { terms: ['脂肪肝', '脂肪沈着', '脂肪浸潤', '脂肪化'] },
        hepatic_cyst: { terms: ['肝嚢胞', '肝のう胞', '嚢胞', 'のう胞'] },
        liver_metastases: { terms: ['肝転移', '転移', '転移巣'] },
        biliary_ductal_dilation: { terms: ['胆管拡張', '胆道拡張', '胆管 & 拡張', '総胆管 & 拡張'] },
        surgically_absent_gallbladder: { terms: ['胆嚢摘出', '胆摘', '胆摘後', '胆嚢摘出術後', '胆嚢 & 摘出', '胆嚢 & 切除'] },
      },
    },
  },
  normal: [
    'The liver is normal.',
    'The liver is unremarkable.',
    'Normal size, contour and attenuation of the liver.',
    'No focal hepatic lesion is seen.',
    'Unremarkable liver without focal abnormality.',
  ],
});
