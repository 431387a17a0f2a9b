package writ

import "time"

// Permission is one thing that an account type allows, spelled as the API spells
// it. Package access lists them all.
type Permission string

// CustomType is an account type that an Admin made: any subset of the
// permissions. Its name is what its members carry; it is unlike that of every
// other type, whatever the case.
type CustomType struct {
	ID          AccountTypeID
	Name        AccountType
	Description string
	Permissions []Permission
	Version     int64
	CreatedBy   MemberID
	CreatedAt   time.Time
	UpdatedAt   time.Time
}
