package memory_test

import (
	"testing"

	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

func TestLog(t *testing.T) {
	storetest.Run(t, func(testing.TB) eventstore.Log { return &memory.Log{} })
}
