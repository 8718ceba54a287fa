#!/usr/bin/env bash
# What is installed is whole: packed twice it is the same bytes; from the package under a root of its own the program runs, what it
# prints runs as printed, manual pages are read in both languages and bash completes its commands.
#
#   tests/interop/package.sh PROGRAM FOLDER
set -euo pipefail
program=$(realpath "$1")
rm -rf "$2" && mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/../.."
fail() { echo "package: $*" >&2; exit 1; }

# what is looked for here is the same without the lines of the source
if command -v strip >/dev/null; then strip -o "$folder/coop" "$program"; else cp "$program" "$folder/coop"; fi
export COOP_PACK_LEVEL=1
bash .ci/package --program "$folder/coop" "$folder/once" >/dev/null
bash .ci/package --program "$folder/coop" "$folder/twice" >/dev/null
diff -r "$folder/once" "$folder/twice" || fail "two packages of one commit differ"

root=$folder/root
if command -v dpkg-deb >/dev/null; then
  dpkg-deb -x "$folder"/once/*.deb "$root"
  if command -v lintian >/dev/null; then lintian --fail-on error --suppress-tags unstripped-binary-or-object "$folder"/once/*.deb; fi
else
  mkdir -p "$root/usr"
  tar -xzf "$folder"/once/*.tar.gz -C "$root/usr" --strip-components 1
fi

# as whoever has it on the path, and as whoever runs it by its path
try() {
  local name=$1 path=$2 lang=$3 wrong=0
  env -i PATH="$path" HOME="$folder" LANG="$lang" "$root/usr/bin/coop" demo "$folder/the $name" >"$folder/$name.txt"
  grep -n -- " --ledger " "$folder/$name.txt" >/dev/null || fail "$name: no command is printed"
  while read -r typed; do
    env -i PATH="$path" HOME="$folder" LANG="$lang" bash -c "$typed" >/dev/null 2>"$folder/$name.err" || wrong=$((wrong + $?))
  done < <(grep -- " --ledger " "$folder/$name.txt")
  # one of them is refused, as it says
  [ "$wrong" = 3 ] || fail "$name: what was printed does not run: $(cat "$folder/$name.err")"
  [ -s "$folder/the $name/H0001.html" ] || fail "$name: no statement was written"
}
try "named" "$root/usr/bin:/usr/bin:/bin" zh_CN.UTF-8
try "not on the path" "/usr/bin:/bin" en

pages=$root/usr/share/man
for page in "$pages"/man1/*.1.gz "$pages"/zh_CN/man1/*.1.gz "$pages"/man1/*.1; do
  [ -e "$page" ] || continue
  case $page in *.gz) gzip -t "$page" ;; esac
done
read_page() { env -u MANPATH LC_ALL=C.UTF-8 MANWIDTH=100 man -M "$1" -P cat coop 2>/dev/null; }
if read_page "$pages" | grep -q "EXIT STATUS"; then
  read_page "$pages/zh_CN" | grep -q 退出码 || fail "the Chinese manual page has no exit codes"
  # Chinese has no blanks at which a line could be adjusted: only the English pages are free of remarks
  warned=$(find "$pages/man1" -name '*.1*' -exec env LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z {} + 2>&1 >/dev/null | head -n 5)
  [ -z "$warned" ] || fail "manual pages: $warned"
else
  echo "no man here that reads pages: passed over"
fi

# shellcheck disable=SC2016 # the inner shell fills it in
completed=$(bash -c 'source "$1"; COMP_WORDS=(coop pay); COMP_CWORD=1; _coop coop pay coop; echo "${COMPREPLY[*]}"' \
  - "$root/usr/share/bash-completion/completions/coop")
[ "$completed" = payout ] || fail "bash completes pay to: $completed"
echo "package: packed twice alike; demo, what it prints, manual pages and completion hold"
