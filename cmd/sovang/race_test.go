//go:build race

package main

// racing: the race detector is watching, and everything takes many times as long.
const racing = true
