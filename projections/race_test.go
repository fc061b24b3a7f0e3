//go:build race

package projections_test

// racing: the race detector is watching, and everything takes many times as long.
const racing = true
