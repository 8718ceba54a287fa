#!/usr/bin/env bash
# Runs foreign tools over what a ledger exports. One line per check.
#
#     run.sh                              a ledger that the program makes now (needs cargo) and one made in Python
#     run.sh --made FOLDER                FOLDER/ledger and beside it what tests/python/make_ledger.py writes there
#     run.sh LEDGER PROOF VKEY            LEDGER a folder, PROOF a .tlog-proof or sum-proof, VKEY the ledger's verifier key
#
# With an older checkpoint of the same ledger, consistency is checked as well:
#     COOP_OLD_VKEY=… COOP_OLD_CHECKPOINT=file COOP_CONSISTENCY=file run.sh LEDGER PROOF VKEY
# A check whose tool is missing is skipped; with COOP_INTEROP=required it fails.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

tell() { printf '%-8s %s\n' "$1" "$2"; }
skip() {
    if [ "${COOP_INTEROP:-}" = required ]; then tell FAIL "$1: $2 is missing"; failed=1; else tell skipped "$1: $2 is missing"; fi
}
check() { # what, command…
    local what=$1; shift
    if out=$("$@" 2>&1); then tell ok "$what${out:+: $(printf '%s' "$out" | tail -n 1)}"; else tell FAIL "$what: $out"; failed=1; fi
}
refuses() { # what, command… that must fail
    local what=$1; shift
    if "$@" > /dev/null 2>&1; then tell FAIL "$what was accepted"; failed=1; else tell ok "$what is refused"; fi
}
python() { command -v python3 > /dev/null && python3 -c 'import nacl' 2> /dev/null; }

if [ $# -eq 0 ]; then
    if command -v cargo > /dev/null; then
        echo "A ledger made by the program:"
        mkdir "$work/ours"
        (cd "$here/../.." && COOP_TEST_EXPORT_FOLDER=$work/ours cargo test --quiet --test it interop::exported -- \
            --ignored --exact > "$work/said" 2>&1) || { tell FAIL "no ledger was made: $(cat "$work/said")"; failed=1; }
        bash "$0" --made "$work/ours" || failed=1
    else
        skip "a ledger made by the program" cargo
    fi
    if python; then
        echo "A ledger made in Python:"
        python3 "$here/../python/make_ledger.py" "$work/made" && bash "$0" --made "$work/made" || failed=1
    else
        skip "a ledger made in Python" "python3 with PyNaCl"
    fi
    exit $failed
fi
made=
if [ $# -eq 2 ] && [ "$1" = --made ]; then
    made=$2
    set -- "$made/ledger" "$made/entry.tlog-proof" "$(cat "$made/vkey")"
    COOP_OLD_VKEY=$(cat "$made/older-vkey") COOP_OLD_CHECKPOINT=$made/older-checkpoint
    COOP_CONSISTENCY=$made/consistency
fi
[ $# -eq 3 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
ledger=$1 proof=$2 vkey=$3

# -- Go's checksum database --------------------------------------------------------------------------------------------
# GOPATH mode with the distribution's packages: nothing is downloaded.
go_src=/usr/share/gocode
if ! command -v go > /dev/null; then
    skip "checkpoint, tree and proof with sumdb/note and sumdb/tlog" "go"
elif [ ! -d "$go_src/src/golang.org/x/mod/sumdb/tlog" ]; then
    skip "checkpoint, tree and proof with sumdb/note and sumdb/tlog" "golang-golang-x-mod-dev"
elif ! GO111MODULE=off GOFLAGS= GOPATH=$go_src GOCACHE=$work/cache go build -o "$work/check" "$here/check.go"; then
    tell FAIL "check.go does not build"; failed=1
else
    check "sumdb/note, checkpoint" "$work/check" checkpoint "$vkey" "$ledger/checkpoint"
    check "sumdb/tlog, root over the journal" "$work/check" journal "$vkey" "$ledger/checkpoint" "$ledger"/journal/*.jsonl
    # a sum-proof ends with the tlog-proof of its entry
    sed -n '/^c2sp.org\/tlog-proof@v1$/,$p' "$proof" > "$work/proof"
    check "sumdb/tlog, inclusion" "$work/check" proof "$vkey" "$work/proof"
    if [ -n "${COOP_CONSISTENCY:-}" ]; then
        check "sumdb/tlog, consistency" "$work/check" consistency \
            "$COOP_OLD_VKEY" "$COOP_OLD_CHECKPOINT" "$vkey" "$ledger/checkpoint" "$COOP_CONSISTENCY"
    else
        tell skipped "sumdb/tlog, consistency: no older checkpoint was given"
    fi
    sed 's/^index .*/index 0/' "$work/proof" > "$work/moved"
    sed '2s/.*/1/' "$ledger/checkpoint" > "$work/shorter"
    refuses "sumdb/tlog, inclusion at another index," "$work/check" proof "$vkey" "$work/moved"
    refuses "sumdb/note, a checkpoint of another size," "$work/check" checkpoint "$vkey" "$work/shorter"
fi

# -- OpenSSL and coreutils ---------------------------------------------------------------------------------------------
if ! command -v openssl > /dev/null; then skip "entries with OpenSSL" "openssl"
elif ! openssl version | grep -q '^OpenSSL 3'; then skip "entries with OpenSSL" "OpenSSL 3"
elif ! command -v basenc > /dev/null; then skip "entries with OpenSSL" "basenc (coreutils 8.31)"
else
    # keys as entry 0 and key.admitted/1 spell them: `"kind":"person", … "public":"<hex>"`
    grep -ohE '"public":"[0-9a-f]{64}"' "$ledger"/journal/*.jsonl | sort -u | cut -d '"' -f 4 > "$work/publics"
    while read -r public; do
        id=$({ printf 'coop-ledger/key/v1\ned25519\n'; printf '%s' "$public" | tr a-f A-F | basenc --base16 -d; } | sha256sum)
        echo "${id:0:32} $public"
    done < "$work/publics" > "$work/keys"
    good=0 bad=0
    while IFS= read -r line && [ $((good + bad)) -lt "${COOP_INTEROP_ENTRIES:-100}" ]; do
        id=$(grep -oE '"key":"[0-9a-f]{32}","kind":"[a-z.]*/[0-9]*","origin"' <<< "$line" | tail -n 1 | cut -d '"' -f 4)
        public=$(grep "^$id " "$work/keys" | cut -d ' ' -f 2)
        if printf '%s\n' "$line" | "$here/entry.sh" "$public" 2> "$work/why"; then good=$((good + 1))
        else bad=$((bad + 1)); cat "$work/why"; fi
    done < <(cat "$ledger"/journal/*.jsonl)
    if [ $bad -eq 0 ] && [ $good -gt 0 ]; then tell ok "OpenSSL, signatures of $good entries"
    else tell FAIL "OpenSSL, $bad of $((good + bad)) entries do not verify"; failed=1; fi
    head -n 1 "$ledger"/journal/000000000000.jsonl > "$work/line"
    sed 's/"effective_on":"20/"effective_on":"19/' "$work/line" > "$work/altered"
    id=$(grep -oE '"key":"[0-9a-f]{32}","kind":"[a-z.]*/[0-9]*","origin"' "$work/line" | tail -n 1 | cut -d '"' -f 4)
    public=$(grep "^$id " "$work/keys" | cut -d ' ' -f 2)
    refuses "OpenSSL, an altered entry" bash -c "\"$here/entry.sh\" $public < \"$work/altered\""
fi

# -- the Python verifier -----------------------------------------------------------------------------------------------
if ! python; then skip "ledger and proof with examples/verify.py" "python3 with PyNaCl"
else
    verify=$here/../../examples/verify.py
    check "verify.py, ledger" bash -c "out=\$(python3 \"$verify\" \"$ledger\"); code=\$?; echo \"\$out\" | head -n 1; exit \$code"
    check "verify.py, proof" bash -c "out=\$(python3 \"$verify\" proof \"$proof\" --vkey \"$vkey\"); code=\$?; echo \"\$out\" | tail -n 1; exit \$code"
    if [ -n "$made" ]; then
        check "verify.py, sum-proof" python3 "$verify" proof "$made/line.sum-proof" --vkey "$vkey"
    fi
fi
exit $failed
