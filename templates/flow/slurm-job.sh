#!/bin/sh
# What sbatch runs: slurm-job.sh NODE JOB_MAIN FOLDER... A job that is part of an array works in the folder of its
# number.
node=$1 main=$2
shift $((1 + ${SLURM_ARRAY_TASK_ID:-1}))
folder=$1
"$node" "$main" "$folder" >"$folder/stdout" 2>"$folder/stderr"
status=$?
# The cluster forgets how a job ended after some minutes, and may keep no accounts: this file stays.
printf '%s\n' "$status" >"$folder/exit-status.new"
mv "$folder/exit-status.new" "$folder/exit-status"
exit "$status"
