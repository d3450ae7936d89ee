/**
 * Anatomy that no built-in organ stands for, as reports name it, in the syntax of an organ's `terms`. A report parser needs
 * it to know when a sentence has left the organ that it was about: `Enlarged lymph nodes` says nothing of the liver.
 * An organ of the experiment with the same term wins.
 */
export const otherAnatomyTerms: readonly string[] = [
  'lymph node*', 'lymph node station*', 'lymphadenopath*', 'adenopath*', 'node', 'nodes', 'nodal', 'mediastin*', 'hilar', 'hilum', 'axilla*', 'supraclavicular',
  'thyroid*', 'trachea*', 'larynx', 'breast*', 'gynecomastia', 'thymus', 'thymic', 'diaphragm*',
  'pulmonary arter*', 'pulmonary trunk', 'pulmonary embol*', 'pulmonary vein*', 'pulmonary vascul*', 'vena cava', 'ivc', 'svc',
  'portal vein*', 'portal venous', 'splenic vein*', 'splenic arter*', 'renal vein*', 'renal arter*', 'hepatic arter*', 'hepatic vein*',
  'mesenteric arter*', 'mesenteric vein*', 'celiac', 'iliac', 'femoral', 'carotid*', 'subclavian', 'jugular', 'azygos', 'varices',
  'mesenter*', 'omentum', 'omental', 'retroperitone*', 'psoas', 'iliopsoas', 'muscle*', 'musculature', 'inguinal', 'umbilical hernia*',
  'uterus', 'uterine', 'ovary', 'ovaries', 'ovarian', 'adnexa*', 'endometri*', 'cervix', 'vagina*', 'testic*', 'scrot*',
  'seminal vesicle*', 'penis', 'urethra*', 'pelvic floor',
  'rib', 'ribs', 'sternum', 'sternal', 'clavic*', 'scapula*', 'humer*', 'femur*', 'hip', 'hips', 'sacrum', 'sacral', 'iliac bone*',
  'pelvic bone*', 'shoulder*', 'skull', 'brain', 'cerebr*', 'intracranial', 'skin',
];
