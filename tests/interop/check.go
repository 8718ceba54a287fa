// Checks what a ledger exports with the checksum database's own packages and none of our code:
// the checkpoint with sumdb/note, inclusion and consistency with sumdb/tlog.
//
//	check checkpoint VKEY FILE
//	check proof VKEY FILE.tlog-proof
//	check journal VKEY CHECKPOINT SEGMENT…
//	check consistency OLD-VKEY OLD-CHECKPOINT VKEY CHECKPOINT PROOF     (PROOF: hashes in base64, one a line)
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func read(name string) []byte {
	raw, err := os.ReadFile(name)
	must(err)
	return raw
}

func hash(text string) (h tlog.Hash) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	must(err)
	if copy(h[:], raw) != len(h) || len(raw) != len(h) {
		log.Fatalf("not 32 bytes: %s", text)
	}
	return h
}

// open gives size and root of a signed checkpoint.
func open(vkey string, raw []byte) (int64, tlog.Hash) {
	key, err := note.NewVerifier(strings.TrimSpace(vkey))
	must(err)
	opened, err := note.Open(raw, note.VerifierList(key))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != key.Name() {
		log.Fatalf("not a checkpoint of %s", key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return size, hash(lines[2])
}

func proof(vkey string, raw []byte) string {
	head, checkpoint, _ := bytes.Cut(raw, []byte("\n\n"))
	size, root := open(vkey, checkpoint)
	lines := strings.Split(string(head), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatal("not a tlog-proof with extra and index")
	}
	leaf, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		path = append(path, hash(line))
	}
	must(tlog.CheckRecord(path, size, root, index, tlog.RecordHash(leaf)))
	return fmt.Sprintf("entry %d is in the tree of %d", index, size)
}

// journal computes the root over all lines, as far as the checkpoint goes, with tlog's own storage.
func journal(vkey, checkpoint string, segments []string) string {
	size, root := open(vkey, read(checkpoint))
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (list []tlog.Hash, err error) {
		for _, i := range indexes {
			list = append(list, stored[i])
		}
		return list, nil
	})
	var n int64
	for _, segment := range segments {
		for _, line := range bytes.SplitAfter(read(segment), []byte("\n")) {
			if len(line) == 0 || n == size {
				continue
			}
			more, err := tlog.StoredHashes(n, line, reader)
			must(err)
			stored, n = append(stored, more...), n+1
		}
	}
	found, err := tlog.TreeHash(size, reader)
	must(err)
	if found != root {
		log.Fatalf("root over the lines is %s, signed is %s", found, root)
	}
	return fmt.Sprintf("%d lines have the signed root", size)
}

func main() {
	log.SetFlags(0)
	switch a := os.Args; {
	case len(a) == 4 && a[1] == "checkpoint":
		size, _ := open(a[2], read(a[3]))
		fmt.Printf("the note opens, size %d\n", size)
	case len(a) == 4 && a[1] == "proof":
		fmt.Println(proof(a[2], read(a[3])))
	case len(a) >= 5 && a[1] == "journal":
		fmt.Println(journal(a[2], a[3], a[4:]))
	case len(a) == 7 && a[1] == "consistency":
		old, oldRoot := open(a[2], read(a[3]))
		size, root := open(a[4], read(a[5]))
		var path tlog.TreeProof
		for _, line := range strings.Fields(string(read(a[6]))) {
			path = append(path, hash(line))
		}
		must(tlog.CheckTree(path, size, root, old, oldRoot))
		fmt.Printf("the tree of %d extends the tree of %d\n", size, old)
	default:
		log.Fatal("see the head of check.go")
	}
}
