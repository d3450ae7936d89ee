import { join } from 'node:path';
import { writeFileWhole } from '@totalfm/core';
import { readRunLines, siteLogFile, siteLogLine } from '@totalfm/run-format';
import { compareRuns, sitesPage } from '@totalfm/run-report';
import { appErrors } from '../errors.ts';

export interface SitesPageOptions {
  readonly folder: string;
  /** `NAME=OWN,COMMON` */
  readonly site?: readonly string[];
  readonly out?: string;
}

/** Writes the page of a common training. Throws `TFM_SITES_NONE` where nothing is known of it. */
export async function writeSitesPage(run: string, { folder, site = [], out }: SitesPageOptions) {
  const dir = join(folder, run);
  const lines = await readRunLines(join(dir, siteLogFile), siteLogLine);
  if (lines.length === 0)
    throw appErrors.TFM_SITES_NONE({
      file: dir,
      message: `Nothing is known of a common training ${run}.`,
      fix: `Run \`totalfm coordinate ${run}\` here, or name the folder of the one that ran (\`--folder\`).`,
    });
  const worth = await Promise.all(
    site.map(async (named) => {
      const { name, runs } = siteOf(named);
      return { site: name, comparison: (await compareRuns(runs)).data };
    }),
  );
  const file = out ?? join(dir, 'sites.html');
  await writeFileWhole(file, sitesPage({ run, lines, worth }));
  const rounds = lines.filter(({ what, round }) => what === 'closed' && round > 0).length;
  return { json: { page: file, rounds }, text: `${rounds} rounds: ${file}` };
}

function siteOf(named: string): { readonly name: string; readonly runs: readonly string[] } {
  const [, name, own, common] = /^([^=,]+)=([^,]+),([^,]+)$/.exec(named) ?? [];
  if (common !== undefined) return { name, runs: [own, common] };
  throw appErrors.TFM_USAGE({
    message: `\`--site ${named}\` is not NAME=OWN,COMMON.`,
    fix: '`--site north=runs/north-alone,runs/north`: the run of the model that the site trained alone, then of the common one.',
  });
}
