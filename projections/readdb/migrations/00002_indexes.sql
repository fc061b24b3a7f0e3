-- What only readers look things up by. A rebuild makes these last, over rows that lie there already.

-- +goose Up
CREATE UNIQUE INDEX names_k ON @names (k);
CREATE INDEX words_word ON @words (word);
CREATE UNIQUE INDEX entries_id ON @entries (id);
CREATE INDEX donations_donor ON @donations (donor, n);
CREATE INDEX donations_segment ON @donations (compartment, from_pos);
CREATE INDEX donations_receipt ON @donations (fund, series, no);
CREATE INDEX donation_rows_donor ON @donation_rows (donor, donation);
CREATE INDEX redates_n ON @redates (n);
CREATE INDEX held_n ON @held (n);
CREATE INDEX held_for ON @held (for_fund);
CREATE INDEX held_rows_donor ON @held_rows (donor);
CREATE INDEX reliefs_src ON @reliefs (src_c, src_from);
CREATE INDEX redesignations_fund ON @redesignations (fund, n);
CREATE INDEX compartments_fund ON @compartments (fund);
CREATE INDEX places_fund ON @places (fund);
CREATE INDEX uses_n ON @uses (n, off);
CREATE INDEX past_uses_n ON @past_uses (n, off);
CREATE INDEX past_uses_until ON @past_uses (until);
CREATE INDEX covers_by ON @covers (by_c, by_pos);
CREATE INDEX past_covers_by ON @past_covers (by_c, by_pos);
CREATE INDEX gone_n ON @gone (n);
CREATE INDEX lineage_src ON @lineage (src_c, src_from);
CREATE INDEX payouts_recipient ON @payouts (recipient, n);
CREATE INDEX payouts_fund ON @payouts (fund, n);
CREATE INDEX reservations_fund ON @reservations (fund, n);
CREATE INDEX list_rows_recipient ON @list_rows (recipient);
CREATE INDEX list_payments_n ON @list_payments (n);
CREATE INDEX donation_changes_n ON @donation_changes (n);
CREATE INDEX transfers_to ON @transfers (to_fund);
CREATE INDEX slot_events_sponsor ON @slot_events (sponsor);
CREATE INDEX pledges_donor ON @pledges (donor);
CREATE INDEX pledges_code ON @pledges (code);
CREATE INDEX people_folded ON @people (folded);
CREATE INDEX people_code ON @people (LOWER(code));
