/** Words that tell a place inside an organ, in the syntax of an organ's `terms`. */
export const placeTerms: readonly string[] = [
  'segment*', 'subsegment*', 'seg', 'lobe*', 'pole*', 'apex', 'apices', 'apical', 'base', 'bases', 'basal', 'basilar', 'region*', 'area*', 'level*', 'zone*', 'hilum', 'hilar', 'perihilar',
  'wall*', 'upper', 'lower', 'middle', 'mid', 'interpolar', 'anterior*', 'posterior*', 'medial*', 'lateral*', 'superior*', 'inferior*', 'proximal', 'distal', 'central*', 'peripheral*',
  'subpleural', 'subcapsular', 'cortical', 'cortex', 'parenchyma*', 'dome', 'fundus', 'neck', 'head', 'body', 'tail', 'uncinate', 'process', 'fossa', 'arch', 'root', 'ascending', 'descending',
  'abdominal', 'thoracic', 'infrarenal', 'suprarenal', 'infundibul*', 'endplate*', 'paratracheal', 'subcarinal', 'prevascular', 'precarinal', 'aortopulmonary', 'paraaortic', 'peribronchial',
  'costophrenic', 'dependent', 'anterobasal', 'posterobasal', 'laterobasal', 'mediobasal', 'apicoposterior', 'fissure*', 'station*', 'space*', 'cavity', 'pelvi*', 'abdomen', 'chest',
];
