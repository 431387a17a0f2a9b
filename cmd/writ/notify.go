package main

import (
	"errors"
	"net"
	"os"
)

// What a service manager is told.
const (
	stateReady    = "READY=1"
	stateStopping = "STOPPING=1"
)

// tellManager tells the service manager how the server is, if one wants to know:
// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
func tellManager(state string) error {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return nil
	}
	conn, err := net.Dial("unixgram", socket) // a leading @ is an abstract name, to both of them
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte(state))
	return errors.Join(err, conn.Close())
}
