#!/bin/sh
# Stops the children of a supervisor that died without stopping them. Each line on the standard input replaces the
# list of children, "SIGNAL:pid" each, in the order in which to stop them; the end of the input means the death.
trap '' INT TERM HUP
children=""
while read -r line; do children="$line"; done
for child in $children; do
  signal="${child%%:*}"
  pid="${child##*:}"
  kill "-$signal" "$pid" 2>/dev/null || continue
  waited=0
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
    waited=$((waited + 1))
    if [ "$waited" -ge 80 ]; then
      kill -KILL "$pid" 2>/dev/null
      break
    fi
  done
done
