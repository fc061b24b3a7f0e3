//go:build !race

package projections_test

const racing = false
