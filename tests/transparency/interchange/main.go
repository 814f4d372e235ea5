// Reads our log with golang.org/x/mod/sumdb, the programs of Go's checksum database, and none of our own code.
//
// go run main.go FOLDER VKEY < proofs: verifies FOLDER/checkpoint, proves each entry of the bundles and each older
// tree from the tiles, and checks the proofs that come in, one a line:
// "inclusion INDEX LEAF HASH…" and "consistency SIZE ROOT HASH…", hashes in base 64.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type files struct{ folder string }

func (f files) Height() int { return height }

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

// tlog writes tile/8/LEVEL/INDEX, tlog-tiles has one height only and leaves it out.
func (f files) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(f.folder, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		data = append(data, content)
	}
	return data, nil
}

func (f files) entries(size int64) (entries [][]byte) {
	for start := int64(0); start < size; start += 1 << height {
		tile := tlog.Tile{H: height, L: -1, N: start >> height, W: 1 << height}
		if size-start < 1<<height {
			tile.W = int(size - start)
		}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		bundle := must(os.ReadFile(filepath.Join(f.folder, path)))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return entries
}

func main() {
	log.SetFlags(0)
	from := files{os.Args[1]}
	verifier := must(note.NewVerifier(os.Args[2]))
	signed := must(note.Open(must(os.ReadFile(filepath.Join(from.folder, "checkpoint"))), note.VerifierList(verifier)))
	_, numbers, _ := strings.Cut(signed.Text, "\n")
	tree := must(tlog.ParseTree([]byte("go.sum database tree\n" + numbers)))
	reader := tlog.TileHashReader(tree, from)

	entries := from.entries(tree.N)
	if int64(len(entries)) != tree.N {
		log.Fatalf("%d entries in a tree of %d", len(entries), tree.N)
	}
	for index, entry := range entries {
		proof := must(tlog.ProveRecord(tree.N, int64(index), reader))
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)))
	}
	for size := int64(1); size <= tree.N; size++ {
		proof := must(tlog.ProveTree(tree.N, size, reader))
		check(tlog.CheckTree(proof, tree.N, tree.Hash, size, must(tlog.TreeHash(size, reader))))
	}
	fmt.Println(tree.N, "entries,", proofs(tree), "proofs")
}

func proofs(tree tlog.Tree) (count int) {
	lines := bufio.NewScanner(os.Stdin)
	for ; lines.Scan(); count++ {
		words := strings.Fields(lines.Text())
		number := must(strconv.ParseInt(words[1], 10, 64))
		var hashes []tlog.Hash
		for _, word := range words[2:] {
			hashes = append(hashes, must(tlog.ParseHash(word)))
		}
		if words[0] == "inclusion" {
			check(tlog.CheckRecord(hashes[1:], tree.N, tree.Hash, number, hashes[0]))
		} else {
			check(tlog.CheckTree(hashes[1:], tree.N, tree.Hash, number, hashes[0]))
		}
	}
	return count
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
