#!/usr/bin/env bash
# Fuzzes every target for so many seconds, beginning with good inputs and the corpora that are
# kept: `tests/long/fuzz.sh 300` or `tests/long/fuzz.sh 300 orders page`. What it finds new stays
# under target/fuzz; `tests/long/fuzz.sh keep` makes the corpora in fuzz/corpus anew from it, small.
# Needs a nightly toolchain and cargo-fuzz; installs the latter into target/tools where it is missing.
# The program has no unsafe code, so it runs without an address sanitizer and four times as often.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-300}
shift || true
all=(chart entry instructions note orders page proof segment sheet statement tokens)
[ $# -gt 0 ] && all=("$@")
# bytes of corpus that are kept per target
declare -A most=([orders]=60000 [sheet]=50000 [tokens]=15000 [segment]=60000 [statement]=60000 [page]=40000)

export PATH="$PWD/target/tools/bin:$PATH"
command -v cargo-fuzz >/dev/null || CARGO_TARGET_DIR=target/tools/build cargo install --locked --root target/tools cargo-fuzz
export CARGO_TARGET_DIR=$PWD/target/fuzz/build
fuzz() { cargo +nightly fuzz "$@"; }
options=(-max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1)

if [ "$seconds" = keep ]; then
  for target in "${all[@]}"; do
    new=target/fuzz/kept/$target
    rm -rf "$new" && mkdir -p "$new" fuzz/corpus/"$target"
    # what was kept by hand stays
    find fuzz/corpus/"$target" -name 'found-*' -exec cp {} "$new" \;
    fuzz run -s none "$target" "$new" fuzz/corpus/"$target" target/fuzz/corpus/"$target" target/fuzz/seeds/"$target" \
      -- "${options[@]}" -merge=1 -use_value_profile=0 2>/dev/null
    python3 - "$new" fuzz/corpus/"$target" "${most[$target]:-20000}" <<'PY'
import pathlib, shutil, sys
new, kept, most = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
for old in kept.iterdir():
    if not old.name.startswith("found-"):
        old.unlink()
spent = 0
for path in sorted(new.iterdir(), key=lambda p: (not p.name.startswith("found-"), p.stat().st_size, p.name)):
    spent += path.stat().st_size
    if spent > most:
        break
    shutil.copy(path, kept / path.name)
PY
  done
  exit
fi

COOP_SEEDS=$PWD/target/fuzz/seeds CARGO_TARGET_DIR=target cargo test --quiet --test it fuzzed::tests::seeds_for_the_fuzzer >/dev/null
fuzz build -s none
for target in "${all[@]}"; do
  mkdir -p target/fuzz/corpus/"$target" target/fuzz/log
  log=target/fuzz/log/$target.txt
  if fuzz run -s none "$target" target/fuzz/corpus/"$target" fuzz/corpus/"$target" target/fuzz/seeds/"$target" \
    -- "${options[@]}" -max_total_time="$seconds" >"$log" 2>&1; then verdict=PASS; else verdict=FAIL; fi
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "FUZZ $target seconds=$seconds executions=${executions:-?} verdict=$verdict log=$log"
done
