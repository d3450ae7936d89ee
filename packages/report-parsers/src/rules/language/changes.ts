import { notSeenBefore } from './cues.ts';

/** Change against a prior exam: the word that stands for it, and how reports put it. Terms in the syntax of an organ's `terms`. */
export const changeTerms: Readonly<Record<string, readonly string[]>> = {
  new: ['new', 'newly', 'interval development of', 'has developed', 'have developed', ...notSeenBefore],
  stable: ['stable', 'similar to prior', 'similar to the prior', 'similar in size', 'similar in appearance', 'similar to previous'],
  unchanged: [
    'unchanged', 'no change', 'no significant change', 'no interval change', 'no significant interval change', 'no appreciable change',
    'not significantly changed', 'not changed', 'not resolved', 'not yet resolved', 'without change', 'without significant change', 'without interval change', 'no increase',
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
    'nearly resolved', 'not completely resolved', 'not fully resolved', 'almost resolved', 'partially resolved', 'now smaller', 'shrunk',
  ],
  resolved: ['resolved', 'completely resolved', 'resolution', 'no longer seen', 'no longer present', 'no longer identified', 'no longer visualized', 'disappeared'],
};
