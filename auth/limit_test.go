package auth

import (
	"fmt"
	"testing"
	"time"
)

func TestLimiterForgetsOldKeysOnly(t *testing.T) {
	t.Parallel()
	l := newLimiter(1, time.Minute)
	now := time.Unix(0, 0)
	l.fail(now, "target")
	for i := range 10 * limiterKeys { // an attacker floods the limiter with keys, but goes on at the target
		l.fail(now, fmt.Sprint(i))
		if i%1000 == 0 && l.wait(now, "target") == 0 {
			t.Fatalf("the target was forgotten after %d other keys", i)
		}
	}
	if n := len(l.young) + len(l.old); n > 2*limiterKeys {
		t.Errorf("the limiter remembers %d keys", n)
	}
	if l.wait(now, "0") != 0 {
		t.Error("a key that was not touched for long is still remembered")
	}
}

func TestLimiterWaits(t *testing.T) {
	t.Parallel()
	l := newLimiter(3, 10*time.Second)
	now := time.Unix(0, 0)
	for i, want := range []time.Duration{0, 0, 0, 10 * time.Second, 10 * time.Second} {
		if got := l.wait(now, "k"); got != want {
			t.Errorf("before failure %d: wait %v, want %v", i+1, got, want)
		}
		l.fail(now, "k")
	}
	for _, step := range []struct{ after, want time.Duration }{{4 * time.Second, 6 * time.Second}, {9900 * time.Millisecond, time.Second}, {10 * time.Second, 0}} {
		if got := l.wait(now.Add(step.after), "k"); got != step.want {
			t.Errorf("after %v: wait %v, want %v", step.after, got, step.want)
		}
	}
	if l.wait(now, "another") != 0 {
		t.Error("another key has to wait too")
	}
}
