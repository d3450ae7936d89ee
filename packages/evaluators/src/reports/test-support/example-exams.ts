import { builtInOrgans, wholeScanFindings } from '@totalfm/anatomy';
import type { Random } from '@totalfm/core';
import type { StatedReport, Statement } from '../clinical/statements.ts';
import type { GeneratedReport } from '../resample-reports.ts';

/** Made-up exams, two of each patient. */
export function exampleExams<Report>(
  random: Random,
  count: number,
  make: (random: Random) => Report,
): GeneratedReport<Report>[] {
  return Array.from({ length: count }, (_, index) => ({
    patient: `p${index >> 1}`,
    generated: make(random),
    reference: make(random),
  }));
}

const findings = [...builtInOrgans, wholeScanFindings].flatMap(({ organ, findings }) =>
  findings.map(({ id, terms }) => ({ organ, finding: id, terms })),
);

const frames = [
  'no evidence of % is seen',
  '% measuring 12 mm on the right',
  'there is % in this area',
  'mild % unchanged',
];

/** About 200 words of a report: sentences about findings at random. */
export const exampleText = (random: Random): string =>
  Array.from({ length: 35 }, () =>
    random.pick(frames).replace('%', (random.pick(findings).terms[0] ?? 'lesion').replace(/[*&]/g, '')),
  ).join('. ');

/** What a parser may read: about a fifth of the findings present, some denied or hedged, some organs left out. */
export function exampleStatements(random: Random): StatedReport {
  const left = random.pick(builtInOrgans).organ;
  const stated = findings
    .filter(({ organ }) => organ !== left && random.chance(0.5))
    .map(({ organ, finding }): Statement => {
      const state = random.chance(0.4) ? 'present' : random.chance(0.9) ? 'absent' : 'uncertain';
      const sides = random.chance(0.3) ? [random.pick(['left', 'right'] as const)] : [];
      return { organ, finding, state, sides, ...(random.chance(0.3) && { sizeMm: random.uniform(5, 40) }) };
    });
  return { findings: stated, mentioned: [...new Set(stated.map(({ organ }) => organ))] };
}
