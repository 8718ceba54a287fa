#!/usr/bin/env bash
# Licences, duplicates and sources of everything the program is built from (deny.toml). Installs
# cargo-deny into target/tools where it is missing; where it cannot be had, says so and goes on.
# Known advisories are looked at where a database lies at hand: COOP_ADVISORIES=folder, or the one
# that an earlier `cargo deny fetch` left. With COOP_DENY=required nothing may be missing.
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.20.2
missing() {
  echo "NOT CHECKED: $*"
  [ "${COOP_DENY:-}" != required ]
}

tools=target/tools
deny=$tools/bin/cargo-deny
if [ ! -x "$deny" ] && command -v cargo-deny >/dev/null; then deny=$(command -v cargo-deny); fi
if [ ! -x "$deny" ]; then
  echo "cargo-deny $version is built once, into $tools"
  if ! CARGO_TARGET_DIR=$tools/build timeout "${COOP_DENY_BUILD:-900}" \
    cargo install --locked --quiet --root "$tools" cargo-deny --version "$version"; then
    missing "cargo-deny could not be installed; licences, duplicates and sources were not looked at"
    exit
  fi
  rm -rf "$tools/build"
fi

"$deny" --locked check licenses bans sources

home=${CARGO_HOME:-$HOME/.cargo}
database=${COOP_ADVISORIES:-$home/advisory-dbs}
if [ -d "$database" ]; then
  "$deny" --locked check --disable-fetch advisories
else
  missing "no advisory database at hand ($database); \`cargo deny fetch\` gets one"
fi
