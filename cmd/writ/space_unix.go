//go:build linux || darwin

package main

import "syscall"

// freeSpace tells how many bytes may be written to the disk of a folder, where
// the system says so.
func freeSpace(dir string) (bytes int64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:unconvert // an uint32 on macOS
}
