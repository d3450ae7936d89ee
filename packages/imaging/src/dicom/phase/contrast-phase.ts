import type { ContrastPhase } from '@totalfm/core';
import type { InstanceFacts } from '../series/instance.ts';

/** A guess, and what it rests on. */
export interface PhaseGuess {
  /** Undefined: the tags do not say. */
  readonly phase?: ContrastPhase;
  readonly by: 'description' | 'timing' | 'agent' | 'nothing';
}

type Facts = Pick<
  InstanceFacts,
  'seriesDescription' | 'protocol' | 'contrastAgent' | 'bolusSeconds' | 'acquisitionSeconds'
>;

/** Words of series descriptions in English, German, French, Spanish, Japanese and Chinese; the first that fits counts. */
const words: readonly (readonly [RegExp, ContrastPhase])[] = [
  [
    /non[- _]?(contrast|enhanced|con\b)|\bn(e)?ct\b|\bwithout\b|\bw\/?o\b|\bpre[- _]?(contrast|con\b)|\bplain\b|\bunenhanced\b|\bnativ|\bsans\b|\bsin contraste|\bc-(?!\w)|単純|平扫/,
    'non-contrast',
  ],
  [/\bdelay|late (venous|phase)|\bexcret|\burograph|\bsp[äa]t|\btardi|\bequilib|平衡|延迟|後期相|遅延/, 'delayed'],
  [/nephro|\bparenchymal/, 'nephrographic'],
  [/portal|\bven(ous|ös|oes|oso|eux|ose)?\b|\bpvp?\b|\bpvi\b|\bhvp\b|門脈|门脉|静脉期/, 'portal-venous'],
  [/\bart(erial|eriell|eriel|ery)?\b|\bcta\b|angio|\bhap\b|corticomed|動脈|动脉/, 'arterial'],
  [/contrast|enhanced|\bc\+|\+c\b|\bce(ct)?\b|\bwith\b|造影|增强/, 'contrast'],
];

/**
 * The phase that a header tells of: by words of its description, then by the time from the start of the bolus to the
 * acquisition, then by whether an agent is named. Seconds after the start of injection at which phases are taken: late
 * arterial 35–40, portal venous 70–80, nephrographic 100, excretory or delayed after 180 (Smithuis R, "CT contrast injection
 * and protocols", Radiology Assistant, 2014); the borders lie between them.
 */
export function contrastPhaseOf({
  seriesDescription,
  protocol,
  contrastAgent,
  bolusSeconds,
  acquisitionSeconds,
}: Facts): PhaseGuess {
  for (const text of [seriesDescription, protocol]) {
    const found = words.find(([pattern]) => pattern.test(text.toLowerCase().replaceAll('_', ' ')))?.[1];
    // A protocol is shared by all series of an exam, the one before contrast too.
    if (found && (text === seriesDescription || found !== 'contrast')) return { phase: found, by: 'description' };
  }
  if (bolusSeconds !== undefined && acquisitionSeconds !== undefined) {
    const after = acquisitionSeconds - bolusSeconds;
    if (after >= 0 && after < 3600) return { phase: phaseOfSeconds(after), by: 'timing' };
    if (after < 0 && after > -3600) return { phase: 'non-contrast', by: 'timing' };
  }
  if (/^(no|none|0|n)$|without/i.test(contrastAgent)) return { phase: 'non-contrast', by: 'agent' };
  if (contrastAgent !== '' && !/\boral\b(?!.*iv)/i.test(contrastAgent)) return { phase: 'contrast', by: 'agent' };
  return { by: 'nothing' };
}

function phaseOfSeconds(after: number): ContrastPhase {
  if (after < 55) return 'arterial';
  if (after < 95) return 'portal-venous';
  return after < 150 ? 'nephrographic' : 'delayed';
}
