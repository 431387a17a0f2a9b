//go:build unix

package postgres

import (
	"errors"
	"syscall"
)

// nothingArrived looks into a socket without taking anything out. The end of the
// other side reads as zero bytes.
func nothingArrived(fd uintptr) bool {
	_, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	return errors.Is(err, syscall.EAGAIN)
}
