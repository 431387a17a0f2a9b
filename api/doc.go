// Package api is Writ's REST interface and the server of its web app: it turns
// HTTP into calls of package app and what comes back into JSON, problem
// documents, streams and a few pages that work without JavaScript.
//
// One file per resource declares its routes with typed inputs and outputs, from
// which the OpenAPI document at /openapi.json is made. Permission is not decided
// here: package app asks before it acts. Nothing but a *Problem ever reaches a
// client as an error, so an unforeseen one shows no more than its request id.
package api
