#!/usr/bin/env bash
# Works on an experiment by a Slurm array, without a queue: bash slurm.sh archive.yaml 16
# The folder that it is started in, its runs/ and the data have to be on a file system that all nodes see.
set -euo pipefail
experiment="${1:?an experiment file}"
workers="${2:?how many workers}"

submit() { sbatch --parsable "$@"; }

list=$(submit --job-name=totalfm-list --wrap "npx totalfm run '$experiment' --until ingest")
share=$(submit --job-name=totalfm-share --dependency="afterok:$list" --array="0-$((workers - 1))" --cpus-per-task=4 --mem=16G \
  --wrap "npx totalfm worker '$experiment' --array \$SLURM_ARRAY_TASK_ID/$workers")
# After any: what a worker could not do, the run does.
join=$(submit --job-name=totalfm-join --dependency="afterany:$share" --cpus-per-task=8 --mem=32G --wrap "npx totalfm run '$experiment'")
echo "list $list, share $share, join $join"
