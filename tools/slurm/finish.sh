#!/usr/bin/env bash
# The job after the array: joins the databases of a plate's parts, and says what was made and what failed. Its exit code is 0 where all
# parts came to their end without a failure, and 1 otherwise.
set -u

command=$1
status=0
if [ "$command" = segment ] && compgen -G "$STYLIZE_JOB/*.sqlite" > /dev/null; then
  stylize merge "$STYLIZE_JOB"/*.sqlite -o "$STYLIZE_OUT/segmentation.sqlite" --force > /dev/null || status=1
fi

# All wells are current; what is left is the overview of the plate and the page of the run.
if [ "$command" = segment ]; then
  stylize "$@" --input-list "$STYLIZE_MANIFEST" -o "$STYLIZE_OUT" --update --quiet || status=1
fi

made=0 current=0 failed=0
for part in $(seq 1 "$STYLIZE_PARTS"); do
  total=$(grep '^{"status":"total"' "$STYLIZE_JOB/$part.jsonl" 2>/dev/null | tail -n 1)
  if [ -z "$total" ]; then
    echo "Part $part did not come to its end; see $STYLIZE_JOB/$part.log"
    status=1
    continue
  fi

  number() { sed -E "s/.*\"$1\":([0-9]+).*/\1/" <<< "$total"; }
  made=$((made + $(number made))) current=$((current + $(number current))) failed=$((failed + $(number failed)))
  grep '^{"status":"failed"' "$STYLIZE_JOB/$part.jsonl"
done

echo "$made created, $current up to date, $failed failed in $STYLIZE_PARTS parts."
[ "$failed" -eq 0 ] || status=1
exit $status
