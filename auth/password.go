package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/writ-dev/writ"
)

// Cost is how expensive a password hash is: KiB of memory, passes over it, and
// lanes.
type Cost struct {
	Memory  uint32
	Passes  uint32
	Threads uint8
}

// DefaultCost is the least that the OWASP Password Storage Cheat Sheet accepts
// for argon2id: 19 MiB, two passes, one lane. A sign-in then takes some 30 ms.
func DefaultCost() Cost { return Cost{Memory: 19 * 1024, Passes: 2, Threads: 1} }

// Lengths of a hash in bytes, as RFC 9106 section 4 recommends.
const (
	saltLength = 16
	hashLength = 32
)

// Lengths a password may have: at least as many characters, at most as many
// bytes, so that nobody makes the server hash a book.
const (
	minPassword = 12
	maxPassword = 1024
)

// minDistinct is how many different characters a password must have at least.
const minDistinct = 5

// Hash hashes a password with a fresh salt into a PHC string:
// $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (c Cost) Hash(password string) string {
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt) // never fails: it panics by itself if the system has no randomness
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		c.Memory, c.Passes, c.Threads, enc(salt), enc(c.key(password, salt, hashLength)))
}

// key derives the hash. The password is put into one Unicode form first, as RFC
// 8265 asks, because keyboards differ in how they compose an "é".
func (c Cost) key(password string, salt []byte, length uint32) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.Passes, c.Memory, c.Threads, length)
}

// HashPassword hashes a password at the default cost.
func HashPassword(password string) string { return DefaultCost().Hash(password) }

// CheckPassword tells whether password is the one that phc was made of, in
// constant time. A phc that is no argon2id hash matches nothing.
func CheckPassword(phc, password string) bool {
	part := strings.Split(phc, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false
	}
	var c Cost
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Threads); err != nil || c.Passes == 0 || c.Threads == 0 {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(part[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(part[5])
	if err != nil || len(want) != hashLength {
		return false
	}
	return subtle.ConstantTimeCompare(c.key(password, salt, hashLength), want) == 1
}

// NewOneTimePassword makes a random password of 128 bits for somebody who has
// to choose an own one at the first sign-in.
func NewOneTimePassword() string { return writ.NewSecret(16) }

// GiveOneTimePassword sets a new one-time password on m and ends every session
// and token m has. The caller stores m and shows the password once.
func GiveOneTimePassword(m *writ.Member) (password string) {
	return DefaultCost().giveOneTimePassword(m)
}

func (c Cost) giveOneTimePassword(m *writ.Member) string {
	password := NewOneTimePassword()
	m.PasswordHash = c.Hash(password)
	m.MustChangePassword = true
	m.Epoch++
	return password
}

// checkNewPassword applies the rules for passwords that people choose, as NIST
// SP 800-63B section 3.1.1 has them: length matters, mixtures do not.
func checkNewPassword(op string, m *writ.Member, old, password string) error {
	const field = "newPassword"
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	local, _, _ := strings.Cut(m.Email, "@")
	lower := strings.ToLower(password)
	switch {
	case !utf8.ValidString(password):
		return writ.Invalid(op, field, "The new password is not valid text.")
	case utf8.RuneCountInString(password) < minPassword:
		return writ.Invalid(op, field, "The new password is too short; take at least %d characters.", minPassword)
	case len(password) > maxPassword:
		return writ.Invalid(op, field, "The new password is too long; take at most %d bytes.", maxPassword)
	case len(distinct) < minDistinct:
		return writ.Invalid(op, field, "The new password repeats too few characters; take at least %d different ones.", minDistinct)
	case strings.Contains(lower, m.Email) || len(local) >= minDistinct && strings.Contains(lower, local):
		return writ.Invalid(op, field, "The new password contains the e-mail address.")
	case password == old:
		return writ.Invalid(op, field, "The new password is the old one.")
	}
	return nil
}
