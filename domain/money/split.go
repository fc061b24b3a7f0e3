package money

import (
	"math/big"
	"slices"
)

// SplitLargestRemainder shares amount out in proportion to weights, in whole minor units that add up to it exactly: each share is
// rounded down, and what is left goes, a unit each, to the largest remainders, of equal ones to the first. No product is too large
// for it. A weight below nothing counts as nothing; nil where no weight is positive, for then there is nothing to share by.
func SplitLargestRemainder(amount int64, weights []int64) []int64 {
	shares, remainders := floors(amount, weights)
	if shares == nil {
		return nil
	}
	order := make([]int, len(shares))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	for _, i := range order[:left(amount, shares)] {
		shares[i]++
	}
	return shares
}

// floors gives ⌊amount·weight/Σ⌋ and amount·weight mod Σ for each weight. It rounds towards less below nothing too, so that what is
// left over is never negative and fewer units than there are positive weights.
func floors(amount int64, weights []int64) (shares []int64, remainders []*big.Int) {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(max(w, 0)))
	}
	if sum.Sign() == 0 {
		return nil, nil
	}
	shares, remainders = make([]int64, len(weights)), make([]*big.Int, len(weights))
	for i, w := range weights {
		part := new(big.Int).Mul(big.NewInt(amount), big.NewInt(max(w, 0)))
		_, remainders[i] = part.DivMod(part, sum, new(big.Int))
		shares[i] = part.Int64()
	}
	return shares, remainders
}

func left(amount int64, shares []int64) int64 {
	for _, s := range shares {
		amount -= s
	}
	return amount
}
