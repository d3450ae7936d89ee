/** Change against a prior exam: the word that stands for it, and how reports put it. Terms in the syntax of an organ's `terms`. */
export const changeTerms: Readonly<Record<string, readonly string[]>> = {
  new: [
    'new', 'newly', 'not seen on the prior', 'not seen on prior', 'not seen on the previous', 'not seen on previous', 'not seen previously',
    'not previously seen', 'not present on the prior', 'not present on prior', 'not present previously', 'not previously present',
    'not identified on the prior', 'not identified on prior', 'not visualized on the prior', 'not evident on the prior',
    'interval development of', 'has developed', 'have developed',
  ],
  stable: ['stable', 'similar to prior', 'similar to the prior', 'similar in size', 'similar in appearance', 'similar to previous'],
  unchanged: [
    'unchanged', 'no change', 'no significant change', 'no interval change', 'no significant interval change', 'no appreciable change',
    'not significantly changed', 'not changed', 'without change', 'without significant change', 'without interval change', 'no increase',
    'no significant increase', 'no interval increase',
  ],
  increased: [
    'increased in size', 'increase in size', 'increase in the size', 'interval increase', 'increased since', 'increased compared', 'has increased', 'have increased',
    'increased from', 'increased in number', 'larger than before', 'larger than on', 'enlarging', 'interval growth', 'has grown', 'have grown', 'progressed',
    'progression', 'progressive', 'worsened', 'worsening', 'interval enlargement', 'now larger',
  ],
  decreased: [
    'decreased in size', 'decrease in size', 'decrease in the size', 'interval decrease', 'decreased since', 'decreased compared', 'has decreased', 'have decreased',
    'decreased from', 'smaller than before', 'smaller than on', 'improved', 'improving', 'improvement', 'regressed', 'regression', 'resolving',
    'nearly resolved', 'almost resolved', 'partially resolved', 'now smaller', 'shrunk',
  ],
  resolved: ['resolved', 'completely resolved', 'resolution', 'no longer seen', 'no longer present', 'no longer identified', 'no longer visualized', 'disappeared'],
};
