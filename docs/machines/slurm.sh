#!/bin/sh
# One submission as a Slurm array: a task per shard.
#
#   array=$(SEED=7 sbatch --parsable slurm.sh handed-in/amy out)
#   sbatch --dependency=afterany:$array --wrap 'npm run --silent grade merge out/shard-*.json json=out/whole.json'
#
# Submit it from the grader's folder, on a file system that all nodes see. Tasks count from 1.
#SBATCH --job-name=raft-labs
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=00:30:00
#SBATCH --output=shard-%a.log
set -eu

SUBMISSION=${1:?name the folder of a submission}
OUT=${2:?name a folder for the reports}
: "${SEED:?set SEED: all shards need the same}"
PARTS=${PARTS:-all}
RUNS=${RUNS:-20}

mkdir -p "$OUT"
# A task whose shard has failed runs has done its work: only other codes are failures of the task.
# shellcheck disable=SC2086 # PARTS may be several words
npm run --silent grade $PARTS "$SUBMISSION" "x$RUNS" "seed=$SEED" isolation=process \
  "jobs=${SLURM_CPUS_PER_TASK:-2}" \
  "shard=$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  "json=$OUT/shard-$SLURM_ARRAY_TASK_ID.json" || [ $? -eq 1 ]
