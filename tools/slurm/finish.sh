#!/usr/bin/env bash
# The job after the array. It merges the databases of a plate's parts, and prints the totals and the failures. The exit code is 0 if all
# parts finished without a failure, and 1 otherwise.
set -u

command=$1
status=0
if [ "$command" = segment ] && compgen -G "$STYLIZE_JOB/*.sqlite" > /dev/null; then
  stylize merge "$STYLIZE_JOB"/*.sqlite -o "$STYLIZE_OUT/segmentation.sqlite" --force > /dev/null || status=1
fi

# All wells are up to date; this run only writes the overview of the plate and the page.
if [ "$command" = segment ]; then
  stylize "$@" --input-list "$STYLIZE_MANIFEST" -o "$STYLIZE_OUT" --update --quiet || status=1
fi

made=0 current=0 failed=0
for part in $(seq 1 "$STYLIZE_PARTS"); do
  total=$(grep '^{"status":"total"' "$STYLIZE_JOB/$part.jsonl" 2>/dev/null | tail -n 1)
  if [ -z "$total" ]; then
    echo "Part $part did not finish. See $STYLIZE_JOB/$part.log"
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
