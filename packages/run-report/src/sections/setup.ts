import { amount, duration } from '../format.ts';
import { html, type Html, type HtmlPart } from '../html.ts';
import { manifestFacts, secondsOf } from '../manifest-facts.ts';
import type { RunFiles } from '../run-files.ts';
import { factTable, table } from '../table.ts';

/** What was run: components, model, cohort, stages, versions, and the whole experiment for whoever wants to repeat it. */
export function setupSection(run: RunFiles): Html {
  return html`<div class="columns">
      <div>${factTable('Experiment', [...componentFacts(run), ...cohortFacts(run)])}</div>
      <div>${stageTable(run)} ${trainingTable(run)} ${factTable('Run', manifestFacts(run))}</div>
    </div>
    <details>
      <summary>The whole experiment, as resolved</summary>
      <pre>${JSON.stringify(run.experiment, null, 2)}</pre>
    </details>`;
}

function stageTable({ manifest }: RunFiles): Html | undefined {
  const stages = manifest?.stages ?? [];
  if (stages.length === 0) return undefined;
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  return table(
    'Stages: exams that failed are listed under Failures',
    [
      { title: 'Stage' },
      { title: 'Time', kind: 'number' },
      { title: 'Share', kind: 'number' },
      { title: 'Exams', kind: 'number' },
      { title: 'Failed', kind: 'number' },
    ],
    [
      ...stages.map(({ stage, seconds, exams }): HtmlPart[] => [
        stage,
        duration(seconds),
        total === 0 ? '' : `${Math.round((100 * seconds) / total)} %`,
        exams?.done,
        exams?.failed,
      ]),
      ['all', duration(total), '', '', ''],
    ],
  );
}

function trainingTable(run: RunFiles): Html | undefined {
  const checkpoints = Object.entries(run.checkpoints);
  if (checkpoints.length === 0) return undefined;
  return table(
    'Training',
    [
      { title: 'Stage' },
      { title: 'Trainer' },
      { title: 'Parameters', kind: 'number' },
      { title: 'Steps', kind: 'number' },
      { title: 'Volumes seen', kind: 'number' },
      { title: 'Seed', kind: 'number' },
    ],
    checkpoints.map(([stage, { trainer, parameters, steps, samples, seed }]) => {
      const seconds = secondsOf(run, stage);
      const speed = seconds && html` <span class="quiet">(${Math.round(samples / seconds)}/s)</span>`;
      return [stage, trainer, amount(parameters), String(steps), html`${amount(samples)}${speed}`, String(seed)];
    }),
  );
}

/** Each part of the experiment that names a component, with the options that are short enough to read. */
function componentFacts({ experiment }: RunFiles): [string, HtmlPart][] {
  return Object.entries(experiment ?? {}).flatMap(([part, value]): [string, HtmlPart][] => {
    if (part === 'models' || part === 'name') return [];
    if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
      return [[part, `${value.length}: ${value.join(', ')}`]];
    const uses = (Array.isArray(value) ? value : [value]).filter(
      (one): one is Record<string, unknown> => typeof one === 'object' && one !== null && 'use' in one,
    );
    if (uses.length > 0)
      return [
        [
          part,
          uses.map(
            (one, index) =>
              html`${index > 0 && html`<br />`}<b>${String(one.use)}</b>
                <span class="quiet">${optionsText(one)}</span>`,
          ),
        ],
      ];
    return typeof value === 'string' || typeof value === 'number' ? [[part, String(value)]] : [];
  });
}

const optionsText = ({ use: _, ...options }: Record<string, unknown>) =>
  Object.entries(options)
    .filter(
      ([, value]) =>
        typeof value !== 'object' || (Array.isArray(value) && value.every((one) => typeof one !== 'object')),
    )
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('×') : String(value)}`)
    .join(', ');

function cohortFacts({ scores }: RunFiles): [string, HtmlPart][] {
  if (scores.length === 0) return [];
  const exams = new Set(scores.map(({ exam }) => exam)).size;
  const patients = new Set(scores.map(({ patient }) => patient)).size;
  return [['test exams scored', `${exams}, of ${patients} patients`]];
}
