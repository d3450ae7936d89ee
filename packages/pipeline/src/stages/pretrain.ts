import { tokens, type ExamListing, type VolumeColumns } from '@totalfm/core';
import { runFiles } from '@totalfm/run-format';
import { defineStage, partsOf, readExams, type Artifact } from '@totalfm/runtime';
import { pretrain as pretrainer, vision, volumeStore } from '../slots.ts';
import { ingest } from './ingest.ts';
import { needTraining, nothingToLearnFrom, trainInto } from './train.ts';
import { openVolumes, volumes } from './volumes.ts';

/** Pretrains the vision encoder on the organ volumes of training exams alone, where the experiment says so. */
export const pretrain = defineStage({
  name: 'pretrain',
  title: 'Pretraining',
  uses: { pretrain: pretrainer, vision, volumeStore, anatomy: tokens.AnatomyFindings },
  reads: { exams: partsOf(ingest, 'split'), volumes },
  seeded: true,
  trains: true,
  publishes: [runFiles.trainingMetrics],
  fit: ({ pretrain, vision, anatomy }) => pretrain.fit?.({ vision, anatomy }),
  fitExams: (_used, exams) => needTraining('pretrain', exams),
  async whole({ pretrain, vision, volumeStore, anatomy }, inputs, work) {
    const opened = await openVolumes(volumeStore, inputs.volumes as Artifact, work.signal);
    try {
      const trainOn = await trainingVolumes(opened.columns, readExams(inputs.exams as Artifact));
      if (trainOn.length === 0) throw nothingToLearnFrom('pretrain');
      await trainInto('pretrain', work, (place) =>
        pretrain.pretrain({ ...place, anatomy, vision, volumes: opened, trainOn }),
      );
    } finally {
      await opened.close();
    }
  },
});

/** Places of the volumes of training exams whose masks are sound. */
async function trainingVolumes(
  { length, exam, exams, doubted }: VolumeColumns,
  listing: AsyncIterable<ExamListing>,
): Promise<Uint32Array> {
  const training = new Set<string>();
  for await (const { id, split } of listing) if (split === 'train') training.add(id);
  const isTraining = exams.map((id) => training.has(id));
  const places = new Uint32Array(length);
  let count = 0;
  for (let index = 0; index < length; index++) if (isTraining[exam[index]] && !doubted[index]) places[count++] = index;
  return places.slice(0, count);
}
