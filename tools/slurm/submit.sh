#!/usr/bin/env bash
# Runs one stylize command over a long list of files as a Slurm array job, followed by a job that reports the outcome.
#
#   stylize list pixel-art "photos/**/*.jpg" > manifest.txt
#   tools/slurm/submit.sh manifest.txt 500 out -- pixel-art --width 96
#
#   stylize list segment plate > manifest.txt                    (grouped by wells; parts contain whole wells)
#   tools/slurm/submit.sh manifest.txt 100 out -- segment --channel DAPI
#
# manifest.txt   output of stylize list; must not change while the job runs
# 500            files per task; choose a number that takes some minutes, because clusters limit jobs per minute
# out            folder for the outputs; reports and logs go to out.job, so that out contains only outputs
# after --       the command with its options, without inputs and without -o
#
# SBATCH_ARGS contains further options of sbatch, such as "--partition=short --cpus-per-task=8 --time=00:30:00".
# Prints the ids of both jobs. Run it again after a failure: --update skips what is done.
set -euo pipefail

if [ $# -lt 5 ] || [ "$4" != "--" ]; then
  sed -n '2,19p' "$0" | cut -c3- >&2
  exit 2
fi

here=$(cd "$(dirname "$0")" && pwd)
manifest=$(realpath "$1") files=$2 out=$(realpath -m "$3")
shift 4
count=$(grep -c . "$manifest" || true)
if [ "$count" -eq 0 ]; then
  echo "submit.sh: '$manifest' lists no files." >&2
  exit 2
fi

parts=$(((count + files - 1) / files))
job="$out.job"
mkdir -p "$job"
rm -f "$job"/*.jsonl "$job"/*.sqlite.done

# The default limit of an array is 1,001 tasks.
limit=$(scontrol show config 2>/dev/null | awk '$1 == "MaxArraySize" { print $3 - 1 }')
if [ -n "${limit:-}" ] && [ "$parts" -gt "$limit" ]; then
  echo "submit.sh: $count files in tasks of $files are $parts tasks, and this cluster allows $limit; give more files a task." >&2
  exit 2
fi

export STYLIZE_MANIFEST=$manifest STYLIZE_PARTS=$parts STYLIZE_OUT=$out STYLIZE_JOB=$job
# shellcheck disable=SC2086
array=$(sbatch --parsable ${SBATCH_ARGS:-} --array="1-$parts" --requeue --open-mode=append --output="$job/%a.log" "$here/task.sh" "$@")
# shellcheck disable=SC2086
final=$(sbatch --parsable ${SBATCH_ARGS:-} --dependency="afterany:$array" --output="$job/final.log" "$here/finish.sh" "$@")
echo "$array $final"
