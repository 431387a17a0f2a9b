package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
)

// spare is what a disk shall have left beyond what is written to it.
const spare = 16 << 20

// fits refuses to begin what would fill the disk of a folder.
func fits(dir string, bytes int64) error {
	free, known := freeSpace(dir)
	if !known || bytes+spare <= free {
		return nil
	}
	return writ.Errorf(writ.CodeExhausted, "writ.space", "%s has %s free; %s are needed", dir, mebibytes(free), mebibytes(bytes+spare)).
		WithHint("Make room there first; nothing was written.")
}

// sizeOf is the size of the files in a folder, 0 if it is not there.
func sizeOf(dir string) (sum int64, err error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	for _, e := range list {
		if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && info.Mode().IsRegular() {
			sum += info.Size() // one that has just gone counts for nothing
		}
	}
	return sum, err
}
