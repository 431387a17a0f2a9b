//go:build !unix

package postgres

func nothingArrived(uintptr) bool { return false }
