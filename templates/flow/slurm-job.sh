#!/bin/sh
# What sbatch runs: slurm-job.sh NODE JOB_MAIN FOLDER... A job that is part of an array works in the folder of its
# number.
node=$1 main=$2
shift $((1 + ${SLURM_ARRAY_TASK_ID:-1}))
folder=$1
# A cancelled job ends with all that it has started, also where the cluster follows no processes.
trap 'kill -TERM "$child"; sleep 1; kill -KILL 0' TERM
"$node" "$main" "$folder" >"$folder/stdout" 2>"$folder/stderr" &
child=$!
wait "$child"
status=$?
# The cluster forgets how a job ended after some minutes, and may keep no accounts: this file stays.
printf '%s\n' "$status" >"$folder/exit-status.new"
mv "$folder/exit-status.new" "$folder/exit-status"
exit "$status"
