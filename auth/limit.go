package auth

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/writ-dev/writ"
)

// limiterKeys bounds how many keys one generation of a limiter remembers.
const limiterKeys = 10_000

// limiter counts failures by key. Each key has a bucket that a failure takes
// from and that fills again with time. Memory is bounded by two generations:
// when the young one is full it becomes the old one, and a key that was not
// touched for a whole generation is forgotten.
type limiter struct {
	burst int
	pause time.Duration

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

func newLimiter(burst int, pause time.Duration) *limiter {
	return &limiter{burst: burst, pause: pause, young: map[string]*rate.Limiter{}}
}

// wait tells how long key has to wait for its next attempt; 0 means it may go
// ahead.
func (l *limiter) wait(now time.Time, key string) time.Duration {
	missing := 1 - l.bucket(key).TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return max(time.Duration(missing*float64(l.pause)), time.Second)
}

// fail takes one attempt from key.
func (l *limiter) fail(now time.Time, key string) { l.bucket(key).AllowN(now, 1) }

func (l *limiter) bucket(key string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.young[key]; b != nil {
		return b
	}
	b := l.old[key]
	if b == nil {
		b = rate.NewLimiter(rate.Every(l.pause), l.burst)
	}
	if len(l.young) >= limiterKeys {
		l.old, l.young = l.young, map[string]*rate.Limiter{}
	}
	l.young[key] = b
	return b
}

// addressKey is what a remote address counts as. An IPv6 customer owns a /64 at
// least, so all of it is one; text that is no address counts as it is.
func addressKey(remote string) string {
	ap, err := netip.ParseAddrPort(remote)
	addr := ap.Addr()
	if err != nil {
		if addr, err = netip.ParseAddr(remote); err != nil {
			return remote
		}
	}
	if addr = addr.Unmap(); addr.Is6() {
		prefix, _ := addr.WithZone("").Prefix(64) // 64 is never too long for IPv6
		return prefix.String()
	}
	return addr.String()
}

// tooMany refuses an attempt that comes too soon.
func tooMany(op string, wait time.Duration) error {
	return writ.Errorf(writ.CodeExhausted, op, "Too many failed attempts; try again in %s.", wait.Round(time.Second))
}
