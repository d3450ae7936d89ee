import { drawBreasts } from './anatomy/breasts.ts';
import { drawBowel, drawDuodenum } from './anatomy/bowel.ts';
import { drawCustomOrgan } from './anatomy/custom-organ.ts';
import { shapeDiaphragm } from './anatomy/diaphragm.ts';
import { drawEsophagus, drawHiatalHernia } from './anatomy/esophagus.ts';
import { drawGallbladder } from './anatomy/gallbladder.ts';
import { drawAorta, drawVeins } from './anatomy/great-vessels.ts';
import { drawHeart, drawHeartCalcium } from './anatomy/heart.ts';
import { drawAdrenals, drawKidneys } from './anatomy/kidneys.ts';
import { drawLiver, drawLiverLesions } from './anatomy/liver.ts';
import { drawAirways, drawLungLesions, drawLungs } from './anatomy/lungs.ts';
import { drawPancreas, drawPancreaticLesions } from './anatomy/pancreas.ts';
import { drawPelvicOrgans } from './anatomy/pelvic-organs.ts';
import { ascitesInset, drawAscites, drawFreeAir } from './anatomy/peritoneum.ts';
import { drawLymphNodes, drawPeritonealImplants } from './anatomy/soft-nodules.ts';
import { drawSkeleton } from './anatomy/skeleton.ts';
import { drawSpine } from './anatomy/spine.ts';
import { drawSpleen, drawSpleenLesions } from './anatomy/spleen.ts';
import { drawStomach } from './anatomy/stomach.ts';
import { drawTrunk } from './anatomy/trunk.ts';
import type { CustomOrgan } from './custom-organs.ts';
import type { ExamPlan } from './plan/exam-plan.ts';
import type { DrawingOptions, Scene } from './scene.ts';
import { createScene } from './scene.ts';

/** Draws a planned exam, without what the scanner adds. */
export function drawScene(plan: ExamPlan, options: DrawingOptions, custom: readonly CustomOrgan[] = []): Scene {
  const scene = createScene(plan, options);
  shapeDiaphragm(scene);
  drawTrunk(scene);
  drawBreasts(scene);
  const inset = ascitesInset(scene);
  // Later organs push earlier ones aside: bowel gives way to everything, bone to nothing.
  drawBowel(scene, inset);
  drawStomach(scene, inset);
  const spleen = drawSpleen(scene, inset);
  const liver = drawLiver(scene, inset);
  drawDuodenum(scene);
  const pancreas = drawPancreas(scene);
  drawGallbladder(scene);
  drawPelvicOrgans(scene);
  const lungs = drawLungs(scene);
  drawAirways(scene);
  drawVeins(scene);
  drawHeart(scene);
  drawEsophagus(scene);
  drawSkeleton(scene);
  drawKidneys(scene);
  drawAdrenals(scene);
  drawAorta(scene);
  drawHeartCalcium(scene);
  drawHiatalHernia(scene);
  drawSpine(scene);
  drawAscites(scene, inset);
  drawFreeAir(scene);
  drawLymphNodes(scene);
  drawPeritonealImplants(scene);
  // Lesions come last: what an organ gives up to its neighbours cannot show one.
  drawLungLesions(scene, lungs);
  drawLiverLesions(scene, liver);
  drawSpleenLesions(scene, spleen);
  drawPancreaticLesions(scene, pancreas);
  for (const organ of custom) drawCustomOrgan(scene, organ);
  return scene;
}
