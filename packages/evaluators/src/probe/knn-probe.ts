import { cosine } from '@totalfm/zero-shot';
import type { ProbeMethod, VectorScore } from './probe-method.ts';

/** Of a neighbour's vote, e^(cosine / temperature): as in Wu et al. 2018, and in what self-supervised encoders are judged by since. */
const temperature = 0.07;

/** The nearest labelled volumes by cosine vote: the score is the share of votes for the finding minus that against it. */
export const knnProbe: ProbeMethod = {
  chooses: 'neighbours',
  candidates: [50, 20, 10, 5, 3, 1],
  fallback: 10,
  learn({ vectors, labels }) {
    return this.candidates.map(
      (neighbours): VectorScore =>
        (vector) => {
          const nearest = vectors
            .map((one, place) => ({ nearness: cosine(vector, one), label: labels[place] }))
            .sort((a, b) => b.nearness - a.nearness)
            .slice(0, neighbours);
          let [votes, all] = [0, 0];
          for (const { nearness, label } of nearest) {
            const vote = Math.exp((nearness - nearest[0].nearness) / temperature);
            votes += label ? vote : -vote;
            all += vote;
          }
          return votes / all;
        },
    );
  },
};
