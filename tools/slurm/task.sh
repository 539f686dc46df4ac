#!/usr/bin/env bash
# One task of the array: processes its part of the manifest on the cores that Slurm assigned. It can be requeued at any time, because files
# are written atomically and --update skips what an earlier start completed.
set -u

command=$1
shift
part=$SLURM_ARRAY_TASK_ID
extra=()
if [ "$command" = segment ]; then
  # Each part writes a database of its own, which the final job merges. With --database all parts write to that database.
  case " $* " in *" --database "*) ;; *) extra=(--database "$STYLIZE_JOB/$part.sqlite") ;; esac
fi

# srun forwards SIGTERM, and stylize exits within two seconds.
exec srun --ntasks=1 stylize "$command" --input-list "$STYLIZE_MANIFEST" --shard "$part/$STYLIZE_PARTS" -o "$STYLIZE_OUT" --update \
  --max-threads "${SLURM_CPUS_PER_TASK:-1}" --report-path "$STYLIZE_JOB/$part.jsonl" --quiet "${extra[@]}" "$@"
