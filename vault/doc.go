// Package vault seals the secrets that Writ has to give back in clear later,
// such as the passwords of connections, so that neither the metadata store nor a
// backup of it tells them.
//
// The keys lie in one file outside the store. A proof value, sealed in the
// store, shows at every start that the key file belongs to it: the wrong file,
// or none, is an error before any secret is touched, never a fresh key that
// would make all of them unreadable.
package vault
