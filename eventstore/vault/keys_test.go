package vault_test

import (
	"testing"

	"sovang/eventstore/vault"
	"sovang/eventstore/vault/keystest"
)

func TestMemory(t *testing.T) {
	keystest.Run(t, func(testing.TB) vault.Keys { return vault.NewMemory() })
}
