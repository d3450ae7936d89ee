import { splits, tokens } from '@totalfm/core';
import { runFiles } from '@totalfm/run-format';
import { defineStage, type Artifact } from '@totalfm/runtime';
import { knownPairs, needReports } from '../exams/known-reports.ts';
import { taughtAnatomy, taughtPairs } from '../exams/taught-pairs.ts';
import { align as trainer, pairStore, text, vision, volumeStore } from '../slots.ts';
import { openPairs, pair } from './pair.ts';
import { pretrain } from './pretrain.ts';
import { needTraining, nothingToLearnFrom, trainInto } from './train.ts';
import { volumes } from './volumes.ts';

/** Brings organ volumes and sentences into one space, from the pretrained encoder where there is one. It is told nothing of withheld findings and reports. */
export const align = defineStage({
  name: 'align',
  title: 'Contrastive alignment',
  uses: {
    align: trainer,
    vision,
    text,
    volumeStore,
    pairStore,
    anatomy: tokens.AnatomyFindings,
    withheld: tokens.WithheldFindings,
    reports: tokens.KnownReports,
  },
  reads: { volumes, pair, pretrain },
  seeded: true,
  trains: true,
  publishes: [runFiles.trainingMetrics],
  fit: ({ align, vision, text, anatomy, withheld }) =>
    align.fit?.({ vision, text, anatomy: taughtAnatomy(anatomy, withheld) }),
  fitExams({ align, reports }, exams) {
    if (align.learns === false) return;
    needTraining('align', exams);
    needReports('align', reports, exams);
  },
  async whole({ align, vision, text, anatomy: all, withheld, reports, ...stores }, inputs, work) {
    const artifacts = { pair: inputs.pair as Artifact, volumes: inputs.volumes as Artifact };
    const pairs = await openPairs(stores, artifacts, work.signal);
    try {
      if (align.learns !== false && !pairs.columns.split.includes(splits.indexOf('train')))
        throw nothingToLearnFrom('align');
      const anatomy = taughtAnatomy(all, withheld);
      const known = align.learns === false ? pairs : await knownPairs('align', pairs, reports, work.signal);
      const taught = await taughtPairs(known, withheld, work.signal);
      await trainInto('align', work, (place) =>
        align.train({ ...place, anatomy, vision, text, pairs: taught, from: inputs.pretrain?.dir }),
      );
    } finally {
      await pairs.close();
    }
  },
});
