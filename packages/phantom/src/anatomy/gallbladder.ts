import type { Triple } from '@totalfm/core';
import { clamp, lerp } from '../grid.ts';
import { ballField } from '../raster/ball.ts';
import { blobField } from '../raster/blob.ts';
import { rotation } from '../raster/geometry.ts';
import { paint } from '../raster/paint.ts';
import type { Scene } from '../scene.ts';
import { found } from '../scene.ts';
import { labelOf } from '../structures.ts';

/** The gallbladder under the liver, with stones and a thick wall; or clips in its bed after it was taken out. */
export function drawGallbladder(scene: Scene): void {
  const { canvas, tissue } = scene;
  const random = scene.random('gallbladder');
  const momentary = scene.momentary('gallbladder');
  const lift = scene.plan.breathMm * 0.7;
  const [cx, cy, cz] = scene.at(-50 + 4 * random.normal(), -42 + 4 * random.normal(), 262 + 5 * random.normal());
  const centre: Triple = [cx, cy, cz + lift];
  const removed = scene.finding('surgically_absent_gallbladder');
  if (removed) return drawClips(scene, centre, removed);
  const filling = momentary.uniform(0.8, 1.2);
  const radii = scene.sized(14.5, 15, 33, filling);
  const wallPlan = scene.finding('gallbladder_wall_thickening');
  const wallMm = wallPlan ? lerp(4.5, 9.5, wallPlan.severity) : 1.4;
  const turn = rotation(32, -18, 0);
  const lumen = blobField(
    canvas.grid,
    {
      parts: [
        { centre, radii, turn },
        {
          centre: [centre[0] + radii[0] * 0.4, centre[1] + radii[1] * 1.1, centre[2] + radii[2] * 0.8],
          radii: [6, 7, 9],
        },
      ],
      blendMm: 6,
      wobbleMm: 0.8,
      wobbleAt: [random.uniform(0, 256), 0, 0],
    },
    14,
  );
  const label = labelOf('gallbladder');
  if (wallPlan) {
    // An oedematous wall: dark fluid between two thin bright layers, and fluid around it.
    paint(canvas, lumen, { hu: 6, grain: 3, grow: wallMm + lerp(1, 4, wallPlan.severity), opacity: 0.8, label: 0 });
    paint(canvas, lumen, { hu: tissue.gut, grow: wallMm, label });
    if (wallMm > 5) paint(canvas, lumen, { hu: 26, grow: wallMm - 1.6 });
    paint(canvas, lumen, { hu: tissue.gut + 10, grow: 1.6 });
    found(scene, wallPlan, { sizeMm: wallMm, centreMm: centre });
  } else {
    paint(canvas, lumen, { hu: tissue.gut, grow: wallMm, label });
  }
  paint(canvas, lumen, { hu: tissue.bile + momentary.uniform(-2, 8), grain: 2, label });
  drawStones(scene, centre, radii);
}

/** Stones sink to the back; most hold calcium. */
function drawStones(scene: Scene, centre: Triple, radii: Triple): void {
  const plan = scene.finding('gallstones');
  if (!plan) return;
  const { canvas } = scene;
  const random = scene.random('gallstones');
  const count = random.chance(0.4) ? 1 : 2 + random.integer(6);
  const hu = random.chance(0.8) ? random.uniform(180, 650) : random.uniform(95, 150);
  for (let n = 0; n < count; n++) {
    const sizeMm = clamp(
      count === 1 ? lerp(8, 22, plan.severity) : lerp(4.5, 11, 0.6 * plan.severity + 0.4 * random.next()),
      4,
      Math.min(radii[0], radii[1]) * 1.6,
    );
    const along = random.uniform(-0.75, 0.5);
    const room = Math.sqrt(1 - along * along);
    const at: Triple = [
      centre[0] + random.uniform(-0.4, 0.4) * radii[0] * room - along * radii[2] * 0.25,
      centre[1] + Math.max(0, radii[1] * room - sizeMm / 2 - 1.5) * 0.85 + along * radii[2] * 0.45,
      centre[2] + along * radii[2] * 0.8,
    ];
    paint(canvas, ballField(canvas.grid, at, sizeMm), {
      hu: hu + 30 * random.normal(),
      onto: [labelOf('gallbladder')],
    });
    found(scene, plan, { sizeMm, centreMm: at });
  }
}

function drawClips(scene: Scene, centre: Triple, plan: NonNullable<ReturnType<Scene['finding']>>): void {
  const { canvas } = scene;
  const random = scene.random('clips');
  const clips = random.chance(0.8);
  // The bed that is left: fat where the gallbladder was.
  paint(canvas, blobField(canvas.grid, { parts: [{ centre, radii: [9, 10, 20], turn: rotation(32, -18, 0) }] }), {
    hu: -90,
    grain: 12,
    label: 0,
  });
  if (clips) {
    for (let n = 0; n < 3; n++) {
      const at: Triple = [
        centre[0] + 8 + 4 * random.normal(),
        centre[1] + 14 + 3 * random.normal(),
        centre[2] + 20 + 6 * random.normal(),
      ];
      paint(canvas, ballField(canvas.grid, at, 3.6), { hu: 3000 });
    }
  }
  found(scene, plan, { centreMm: centre, kind: clips ? 'clips' : undefined });
}
