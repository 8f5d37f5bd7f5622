#!/usr/bin/env bash
# Kills a training run with SIGKILL at random moments, resumes it, and compares its end with that of a
# run never interrupted: weights and history must be the same bytes.
#   kill-resume.sh JAR KILLS [options of train, for example --config FILE --set ...]
set -euo pipefail
jar=$(realpath "$1") kills=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
train() { java -jar "$jar" "$@" --set checkpoint.directory="$work" --quiet >/dev/null 2>&1; }

train train "$@" --set checkpoint.name=whole
start=$(date +%s%N)
train train "$@" --set checkpoint.name=timed
length=$((($(date +%s%N) - start) / 1000000))
killed=0 resumes=0 round=0
while [ "$killed" -lt "$kills" ]; do
  round=$((round + 1))
  name=killed_$round
  command=(train "$@" --set checkpoint.name="$name")
  while true; do
    java -jar "$jar" "${command[@]}" --set checkpoint.directory="$work" --quiet >"$work/log" 2>&1 &
    pid=$!
    delay=$((RANDOM * 32768 + RANDOM))
    delay=$((delay % length))
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    if [ "$killed" -lt "$kills" ] && kill -9 "$pid" 2>/dev/null; then
      killed=$((killed + 1))
      wait "$pid" 2>/dev/null || true
    else
      wait "$pid" || { cat "$work/log"; exit 1; }
      break
    fi
    if [ -e "$work/$name/state.safetensors" ]; then
      resumes=$((resumes + 1))
      command=(train --resume "$name")
    else
      rm -rf "${work:?}/$name" # Killed before the first epoch was complete: nothing to go on from.
      command=(train "$@" --set checkpoint.name="$name")
    fi
  done
  cmp "$work/whole/weights.safetensors" "$work/$name/weights.safetensors"
  cmp "$work/whole/history.csv" "$work/$name/history.csv"
done
echo "$killed kills over $round runs, $resumes resumes: every run ended with the same bytes"
