package main

import (
	"fmt"
	"os"
	"strings"
)

// peak is the largest resident set this process had so far, in MiB; 0 where the
// system does not tell.
func peak() int { return status("self", "VmHWM") }

// forgetPeak makes peak begin anew, where the system allows it.
func forgetPeak() {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // then it is the peak of the whole run
}

// resident is what a process has in memory now, in MiB.
func resident(pid int) int { return status(fmt.Sprint(pid), "VmRSS") }

func status(process, field string) int {
	b, err := os.ReadFile("/proc/" + process + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kib int
		if _, err := fmt.Sscanf(line, field+": %d kB", &kib); err == nil {
			return kib / 1024
		}
	}
	return 0
}
