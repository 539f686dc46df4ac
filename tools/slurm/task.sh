#!/usr/bin/env bash
# One task of the array: its part of the manifest. It may be requeued at any time: files are whole or not there, and --update leaves alone
# what an earlier start has done. Its cores are those that Slurm gave it.
set -u

command=$1
shift
part=$SLURM_ARRAY_TASK_ID
extra=()
if [ "$command" = segment ]; then
  # Each part has a database of its own, which the final job joins; with a PostgreSQL database among the options all parts write there.
  case " $* " in *" --database "*) ;; *) extra=(--database "$STYLIZE_JOB/$part.sqlite") ;; esac
fi

# stylize ends within two seconds of SIGTERM; srun hands it on.
exec srun --ntasks=1 stylize "$command" --input-list "$STYLIZE_MANIFEST" --shard "$part/$STYLIZE_PARTS" -o "$STYLIZE_OUT" --update \
  --max-threads "${SLURM_CPUS_PER_TASK:-1}" --report-path "$STYLIZE_JOB/$part.jsonl" --quiet "${extra[@]}" "$@"
