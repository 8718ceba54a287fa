#!/usr/bin/env bash
# Verifies the signature of one entry with head, tail and OpenSSL alone (schemas/FORMAT.md, 5.3 and 22).
#
#     entry.sh PUBLIC-KEY-HEX < line
#
# OpenSSL accepts more than the format does (6.4): this confirms an honest signature, it does not refuse crafted ones.
set -euo pipefail
public=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bytes() { printf '%s' "$1" | tr a-f A-F | basenc --base16 -d; }

cat > "$work/line"
[ "$(tail -c 139 "$work/line" | head -c 8)" = ',"sig":"' ] || { echo "the last 139 bytes are no signature" >&2; exit 1; }
{ printf 'coop-ledger/entry/v1\n'; head -c -139 "$work/line"; printf '}'; } > "$work/message"
bytes "$(tail -c 131 "$work/line" | head -c 128)" > "$work/signature"
bytes "302a300506032b6570032100$public" > "$work/key.der"
key=$({ printf 'coop-ledger/key/v1\ned25519\n'; bytes "$public"; } | sha256sum | head -c 32)
grep -q "\"key\":\"$key\"" "$work/line" || { echo "the entry names another key than $key" >&2; exit 1; }
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/message" \
    -sigfile "$work/signature" > /dev/null
