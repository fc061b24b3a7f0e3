-- The read model, as SQLite has it; PostgreSQL gets the same text with its own names for two types. "@" stands for the schema.
--
-- What every table keeps to: n is the number of an entry, and a row with n is true from that entry on, so that any report can be made
-- as of any entry. Amounts are minor units, times microseconds since 1970, days counted from 1970. What has an id of its own is named
-- elsewhere by k, its key in names; texts that repeat by their key in words. What an entry created (a donation, a payout) is known by n.

-- +goose Up
CREATE TABLE @checkpoint (
	one INT NOT NULL PRIMARY KEY,
	entry BIGINT NOT NULL,
	message BIGINT NOT NULL,
	recorded BIGINT NOT NULL,
	next_key BIGINT NOT NULL,
	edge BLOB -- of the tree of hashes over the entries
) WITHOUT ROWID;
INSERT INTO @checkpoint (one, entry, message, recorded, next_key) VALUES (1, 0, 0, 0, 1);

-- tree: the hashes of whole subtrees over the stored lines of 256 entries (level 8), of 256 of those (16) and so on; i from 0.
CREATE TABLE @tree (level INT NOT NULL, i BIGINT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, i)) WITHOUT ROWID;

CREATE TABLE @names (id BLOB NOT NULL, k INT NOT NULL, kind SMALLINT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID;
CREATE TABLE @words (k INT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (k)) WITHOUT ROWID;

-- entries: a donation stands in the row of the entry that received it, from amount on; those of all other entries have nothing there. booked
-- is the day of what the entry did, day that of the donation as it was received. A donation of one line has it here (compartment, from_pos); one
-- of several in donation_lines. No compartment: it was awaiting when it was received, and donation_changes says what became of it.
CREATE TABLE @entries (
	n INTEGER PRIMARY KEY, recorded BIGINT NOT NULL, amount BIGINT, from_pos BIGINT, actor INT NOT NULL, what INT NOT NULL, booked INT NOT NULL,
	fund INT, donor INT, payer INT, behind INT, currency INT, compartment INT, place INT, given INT, day INT, campaign INT, series INT, no INT, rows INT,
	anonymity SMALLINT, awaiting SMALLINT, id BLOB NOT NULL, reference TEXT
);
-- donations: an index has the same condition, so that it answers alone where it can.
CREATE VIEW @donations AS SELECT n, id, amount, from_pos, fund, donor, payer, behind, currency, compartment, place, given, day AS booked, campaign, series, no, rows,
	anonymity, awaiting, reference FROM @entries WHERE donor IS NOT NULL;
CREATE TABLE @messages (first_n BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (first_n)) WITHOUT ROWID;
CREATE TABLE @streams (k INT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k, n)) WITHOUT ROWID;
CREATE TABLE @codes (stream TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (stream, n)) WITHOUT ROWID;

CREATE TABLE @units (
	k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
-- unit_names, unit_kinds, unit_places: what is true of a unit since a day, until the row with the next later day; of one day the later entry has
-- it. Its founding begins all three. parent: 0 of a root. caretaker: 1 where the parent only looks after it.
CREATE TABLE @unit_names (k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (k, n)) WITHOUT ROWID;
CREATE TABLE @unit_kinds (k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, kind INT NOT NULL, PRIMARY KEY (k, n)) WITHOUT ROWID;
CREATE TABLE @unit_places (
	k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, parent INT NOT NULL, caretaker SMALLINT NOT NULL, PRIMARY KEY (k, n, since)
) WITHOUT ROWID;
-- unit_ends: since is the first day on which the unit is no more. how: a word. unit_heirs: its successors, in order.
CREATE TABLE @unit_ends (
	k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, how INT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @unit_heirs (k INT NOT NULL, nth INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, heir INT NOT NULL, PRIMARY KEY (k, nth)) WITHOUT ROWID;
CREATE TABLE @funds (
	k INT NOT NULL, n BIGINT NOT NULL, unit INT NOT NULL, form INT NOT NULL, since INT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
	honours TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
-- fund_units: whose a fund is from a day on, and what it is called there; the unit that opened it first.
CREATE TABLE @fund_units (
	k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, unit INT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (k, n)
) WITHOUT ROWID;
-- fund_ends: funds that were wound up, and the one that answers for each from then on.
CREATE TABLE @fund_ends (
	k INT NOT NULL, n BIGINT NOT NULL, day INT NOT NULL, into_fund INT NOT NULL, decision TEXT NOT NULL, PRIMARY KEY (k, n)
) WITHOUT ROWID;
CREATE TABLE @compartments (
	k INT NOT NULL, n BIGINT NOT NULL, fund INT NOT NULL, currency INT NOT NULL, kind INT NOT NULL, beneficiary INT NOT NULL,
	slot INT NOT NULL, programme SMALLINT NOT NULL, commissioned SMALLINT NOT NULL, code TEXT NOT NULL, wording TEXT NOT NULL, endowment TEXT NOT NULL,
	PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @places (
	k INT NOT NULL, n BIGINT NOT NULL, fund INT NOT NULL, currency INT NOT NULL, kind INT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
	PRIMARY KEY (k)
) WITHOUT ROWID;
-- periods: until_day is closed from entry n on. was: what was closed before it was reopened; 0 where n closed.
CREATE TABLE @periods (
	fund INT NOT NULL, n BIGINT NOT NULL, until_day INT NOT NULL, was INT NOT NULL, approver INT NOT NULL, reason TEXT NOT NULL,
	PRIMARY KEY (fund, n)
) WITHOUT ROWID;
-- deeds: the versions of a fund's deed, and their clauses in order. recipients and awards: words divided by blanks.
CREATE TABLE @deeds (
	fund INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, approver INT NOT NULL, title TEXT NOT NULL, PRIMARY KEY (fund, n)
) WITHOUT ROWID;
CREATE TABLE @deed_clauses (
	fund INT NOT NULL, n BIGINT NOT NULL, nth INT NOT NULL, cap BIGINT NOT NULL, currency INT NOT NULL, rule INT NOT NULL, opens INT NOT NULL,
	closes INT NOT NULL, no TEXT NOT NULL, words TEXT NOT NULL, recipients TEXT NOT NULL, awards TEXT NOT NULL, PRIMARY KEY (fund, n, nth)
) WITHOUT ROWID;

-- publications: the disclosure of a year made public, version by version. unit: whose disclosure it was, 0: the fund's own.
CREATE TABLE @publications (
	fund INT NOT NULL, n BIGINT NOT NULL, year INT NOT NULL, until_day INT NOT NULL, entry BIGINT NOT NULL, unit INT NOT NULL, on_day INT NOT NULL,
	version BIGINT NOT NULL, provisional SMALLINT NOT NULL, document BLOB NOT NULL, before_document BLOB, place TEXT NOT NULL, PRIMARY KEY (fund, n)
) WITHOUT ROWID;

-- flows: what went through a compartment or place (k), by kind, packed in runs that begin with entry n: total and count are what it added up to
-- before the run; flowruns.go says how cells are packed.
CREATE TABLE @flows (
	n BIGINT NOT NULL, total BIGINT NOT NULL, count BIGINT NOT NULL, k INT NOT NULL, kind SMALLINT NOT NULL, cells BLOB NOT NULL,
	PRIMARY KEY (k, kind, n)
) WITHOUT ROWID;
CREATE TABLE @flow_now (
	n BIGINT NOT NULL, total BIGINT NOT NULL, count BIGINT NOT NULL, k INT NOT NULL, kind SMALLINT NOT NULL, PRIMARY KEY (k, kind)
) WITHOUT ROWID;
-- flow_days: the same by the day it was booked on and the day it was recorded on; a sum, not a running total.
CREATE TABLE @flow_days (
	amount BIGINT NOT NULL, count BIGINT NOT NULL, k INT NOT NULL, booked INT NOT NULL, recorded INT NOT NULL, kind SMALLINT NOT NULL,
	PRIMARY KEY (k, kind, booked, recorded)
) WITHOUT ROWID;
-- flow_months: flow_days by the month of the booking alone, counted from the year 0: what a balance at a day begins with.
CREATE TABLE @flow_months (
	amount BIGINT NOT NULL, count BIGINT NOT NULL, k INT NOT NULL, month INT NOT NULL, kind SMALLINT NOT NULL, PRIMARY KEY (k, kind, month)
) WITHOUT ROWID;

-- tallies: the flows that roll-ups add up, packed in the order of the entries, those of 128 entries a row; tallies.go says how.
CREATE TABLE @tallies (chunk INTEGER PRIMARY KEY, cells BLOB NOT NULL);

-- marks: who wrote the entries of a stretch of 512, which facts they hold, and which of them changed which fund or unit; marks.go says how.
CREATE TABLE @marks (chunk INTEGER PRIMARY KEY, cells BLOB NOT NULL);

-- flow_shifts: the parts of a flow that was booked on several days by one entry, as a re-dating is.
CREATE TABLE @flow_shifts (
	n BIGINT NOT NULL, amount BIGINT NOT NULL, count BIGINT NOT NULL, k INT NOT NULL, booked INT NOT NULL, kind SMALLINT NOT NULL,
	PRIMARY KEY (k, kind, n, booked)
) WITHOUT ROWID;

-- donation_rows: of a collection sheet. before is the sum of the rows before this one.
CREATE TABLE @donation_rows (
	donation BIGINT NOT NULL, row_no BIGINT NOT NULL, amount BIGINT NOT NULL, before BIGINT NOT NULL, donor INT NOT NULL, code TEXT NOT NULL,
	PRIMARY KEY (donation, row_no)
) WITHOUT ROWID;
CREATE TABLE @donation_lines (
	donation BIGINT NOT NULL, n BIGINT NOT NULL, from_pos BIGINT NOT NULL, amount BIGINT NOT NULL, compartment INT NOT NULL, line INT NOT NULL,
	PRIMARY KEY (donation, n, line)
) WITHOUT ROWID;
-- donation_changes: what became of donations. donor: whose donation it is, 0 where the change is in no sum of a donor's.
CREATE TABLE @donation_changes (
	id BLOB NOT NULL, n BIGINT NOT NULL, kind SMALLINT NOT NULL, amount BIGINT NOT NULL, booked INT NOT NULL, donor INT NOT NULL, place INT NOT NULL,
	series INT NOT NULL, no INT NOT NULL, cause INT NOT NULL, approver INT NOT NULL, row_code TEXT NOT NULL, reason TEXT NOT NULL,
	PRIMARY KEY (id, n, kind)
) WITHOUT ROWID;
-- redates: of donations (what 1) and payouts (what 2): was, is, why.
CREATE TABLE @redates (
	id BLOB NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, currency INT NOT NULL, given_was INT NOT NULL,
	given INT NOT NULL, booked_was INT NOT NULL, booked INT NOT NULL, approver INT NOT NULL, what SMALLINT NOT NULL, reason TEXT NOT NULL,
	PRIMARY KEY (id, n)
) WITHOUT ROWID;
-- held: money kept for other funds. kind 1 received, 2 handed over, 3 a row given back; an entry may hold for several.
CREATE TABLE @held (
	id BLOB NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, for_fund INT NOT NULL, place INT NOT NULL,
	given INT NOT NULL, booked INT NOT NULL, campaign INT NOT NULL, series INT NOT NULL, no INT NOT NULL, kind SMALLINT NOT NULL,
	row_code TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, for_fund, n, row_code)
) WITHOUT ROWID;
CREATE TABLE @held_rows (
	n BIGINT NOT NULL, row_no BIGINT NOT NULL, amount BIGINT NOT NULL, for_fund INT NOT NULL, donor INT NOT NULL, code TEXT NOT NULL,
	PRIMARY KEY (n, for_fund, row_no)
) WITHOUT ROWID;
-- entry_of: the entries of collection sheets and of list payments, which the fold has to find again by their ids.
CREATE TABLE @entry_of (id BLOB NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID;
CREATE TABLE @awaiting (id BLOB NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID;
CREATE TABLE @unidentified (
	id BLOB NOT NULL, n BIGINT NOT NULL, kind SMALLINT NOT NULL, amount BIGINT NOT NULL, place INT NOT NULL, booked INT NOT NULL,
	reference TEXT NOT NULL, PRIMARY KEY (id, n)
) WITHOUT ROWID;

-- receipts: numbered papers, but for those of donations that were booked at once, whose own rows have them.
CREATE TABLE @receipts (
	n BIGINT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, series INT NOT NULL, no INT NOT NULL, booked INT NOT NULL,
	currency INT NOT NULL, what SMALLINT NOT NULL,
	PRIMARY KEY (fund, series, no)
) WITHOUT ROWID;
CREATE TABLE @receipt_voids (
	fund INT NOT NULL, series INT NOT NULL, no INT NOT NULL, n BIGINT NOT NULL, donation BLOB NOT NULL, reason TEXT NOT NULL,
	approver INT NOT NULL, PRIMARY KEY (fund, series, no)
) WITHOUT ROWID;
CREATE TABLE @receipt_replacements (
	fund INT NOT NULL, series INT NOT NULL, no INT NOT NULL, n BIGINT NOT NULL, old_series INT NOT NULL, old_no INT NOT NULL,
	donation BLOB NOT NULL, PRIMARY KEY (fund, series, no)
) WITHOUT ROWID;

-- segments: who brought positions into a compartment, but for donations of one line, whose own rows say it. uses: what they were consumed by, at offset off of that entry's own sequence
-- of positions; live ones are disjoint. past_uses: those that ended at entry until.
CREATE TABLE @segments (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, n BIGINT NOT NULL, c INT NOT NULL, kind SMALLINT NOT NULL, PRIMARY KEY (c, from_pos)
) WITHOUT ROWID;
CREATE TABLE @uses (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, n BIGINT NOT NULL, off BIGINT NOT NULL, c INT NOT NULL, kind SMALLINT NOT NULL,
	PRIMARY KEY (c, from_pos)
) WITHOUT ROWID;
CREATE TABLE @past_uses (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, n BIGINT NOT NULL, until BIGINT NOT NULL, off BIGINT NOT NULL, c INT NOT NULL,
	kind SMALLINT NOT NULL, PRIMARY KEY (c, from_pos, n)
) WITHOUT ROWID;
-- covers: positions whose owner is another's: position from_pos+i belongs to the owner of by_pos+i in compartment by_c. by_c 0:
-- no money stands behind them. past_covers: those that another took the place of, or that healed.
CREATE TABLE @covers (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, by_pos BIGINT NOT NULL, n BIGINT NOT NULL, c INT NOT NULL, by_c INT NOT NULL,
	PRIMARY KEY (c, from_pos)
) WITHOUT ROWID;
CREATE TABLE @past_covers (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, by_pos BIGINT NOT NULL, n BIGINT NOT NULL, until BIGINT NOT NULL, c INT NOT NULL,
	by_c INT NOT NULL, PRIMARY KEY (c, from_pos, n)
) WITHOUT ROWID;
-- gone: positions of a donation's own lines that were reversed or refunded.
CREATE TABLE @gone (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, n BIGINT NOT NULL, c INT NOT NULL, kind SMALLINT NOT NULL, PRIMARY KEY (c, from_pos)
) WITHOUT ROWID;
-- lineage: positions made of others, by transfer, re-designation or hand-over (one for one) or by sale of currency: of the sold units, off … off+src_to-src_from-1 of
-- sold in all, which brought credited.
CREATE TABLE @lineage (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, src_from BIGINT NOT NULL, src_to BIGINT NOT NULL, n BIGINT NOT NULL,
	off BIGINT NOT NULL, sold BIGINT NOT NULL, credited BIGINT NOT NULL, base_pos BIGINT NOT NULL, c INT NOT NULL, src_c INT NOT NULL,
	PRIMARY KEY (c, from_pos, src_c, src_from)
) WITHOUT ROWID;
-- reliefs: positions from_pos … that late money of a slot made in a bridge, one for one with src_from … of src_c. own 1: their owner is
-- whoever had brought those in; 0: whoever owned those when they stood in for what the bridge had paid. src_c 0: nobody.
CREATE TABLE @reliefs (
	from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, src_from BIGINT NOT NULL, n BIGINT NOT NULL, c INT NOT NULL, src_c INT NOT NULL,
	own SMALLINT NOT NULL, PRIMARY KEY (c, from_pos)
) WITHOUT ROWID;
CREATE TABLE @redesignations (
	n BIGINT NOT NULL, nth INT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, c INT NOT NULL, into_c INT NOT NULL, booked INT NOT NULL,
	basis INT NOT NULL, approver INT NOT NULL, donation BLOB, clause TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (n, nth)
) WITHOUT ROWID;
CREATE TABLE @repayments (
	n BIGINT NOT NULL, nth INT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, slot INT NOT NULL, c INT NOT NULL, bridge INT NOT NULL,
	booked INT NOT NULL, PRIMARY KEY (n, nth)
) WITHOUT ROWID;
-- free: the free positions now. lows: the lowest of them through time.
CREATE TABLE @free (c INT NOT NULL, from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, PRIMARY KEY (c, from_pos)) WITHOUT ROWID;
CREATE TABLE @lows (n BIGINT NOT NULL, low BIGINT NOT NULL, c INT NOT NULL, PRIMARY KEY (c, n)) WITHOUT ROWID;

CREATE TABLE @payouts (
	n BIGINT NOT NULL, amount BIGINT NOT NULL, rows BIGINT NOT NULL, fund INT NOT NULL, recipient INT NOT NULL, slot INT NOT NULL,
	list INT NOT NULL, currency INT NOT NULL, place INT NOT NULL, booked INT NOT NULL, series INT NOT NULL, no INT NOT NULL,
	kind INT NOT NULL, award INT NOT NULL, fact SMALLINT NOT NULL, reservation BLOB, content TEXT NOT NULL, reference TEXT NOT NULL,
	PRIMARY KEY (n)
) WITHOUT ROWID;
CREATE TABLE @payout_returns (
	id BLOB NOT NULL, n BIGINT NOT NULL, row_no BIGINT NOT NULL, amount BIGINT NOT NULL, list INT NOT NULL, place INT NOT NULL,
	booked INT NOT NULL, series INT NOT NULL, no INT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, n)
) WITHOUT ROWID;
-- lists: round 0: a list of its own. before_list: the version that this one took the place of.
CREATE TABLE @lists (
	k INT NOT NULL, n BIGINT NOT NULL, fund INT NOT NULL, currency INT NOT NULL, round INT NOT NULL, version BIGINT NOT NULL,
	before_list INT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @list_freezes (k INT NOT NULL, n BIGINT NOT NULL, rows BIGINT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (k)) WITHOUT ROWID;
-- list_rows: before is the sum of the rows before this one, all of them, paid or not.
CREATE TABLE @list_rows (
	row_no BIGINT NOT NULL, amount BIGINT NOT NULL, before BIGINT NOT NULL, n BIGINT NOT NULL, k INT NOT NULL, recipient INT NOT NULL,
	recipient_kind INT NOT NULL, award INT NOT NULL, institution INT NOT NULL, level INT NOT NULL, score BIGINT NOT NULL, code TEXT NOT NULL,
	PRIMARY KEY (k, row_no)
) WITHOUT ROWID;
-- list_payments: rows from_row … to_row-1 are paid by entry n; their đồng begin at offset off of its sequence.
CREATE TABLE @list_payments (
	from_row BIGINT NOT NULL, to_row BIGINT NOT NULL, n BIGINT NOT NULL, off BIGINT NOT NULL, before BIGINT NOT NULL, k INT NOT NULL,
	PRIMARY KEY (k, from_row)
) WITHOUT ROWID;
CREATE TABLE @list_returns (
	row_no BIGINT NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL, k INT NOT NULL, PRIMARY KEY (k, row_no, n)
) WITHOUT ROWID;

-- What became of rows: taken off the list, given to somebody else, called and not come, proved by a signed list.
CREATE TABLE @list_ends (
	k INT NOT NULL, from_row BIGINT NOT NULL, to_row BIGINT NOT NULL, n BIGINT NOT NULL, how INT NOT NULL, by_whom INT NOT NULL,
	reason TEXT NOT NULL, PRIMARY KEY (k, from_row)
) WITHOUT ROWID;
CREATE TABLE @list_substitutions (
	k INT NOT NULL, row_no BIGINT NOT NULL, n BIGINT NOT NULL, was INT NOT NULL, recipient INT NOT NULL, recipient_kind INT NOT NULL,
	institution INT NOT NULL, level INT NOT NULL, approver INT NOT NULL, by_whom INT NOT NULL, same INT NOT NULL, override TEXT NOT NULL,
	reason TEXT NOT NULL, PRIMARY KEY (k, row_no, n)
) WITHOUT ROWID;
CREATE TABLE @list_proofs (
	k INT NOT NULL, from_row BIGINT NOT NULL, to_row BIGINT NOT NULL, n BIGINT NOT NULL, by_whom INT NOT NULL, again BLOB,
	hash BLOB NOT NULL, name TEXT NOT NULL, PRIMARY KEY (k, from_row)
) WITHOUT ROWID;
CREATE TABLE @list_absences (
	k INT NOT NULL, from_row BIGINT NOT NULL, to_row BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k, from_row, n)
) WITHOUT ROWID;

-- rounds: award rounds. round_events: what 1 nominated, 2 revised, 3 frozen, 4 approved, 5 announced, 6 paid, 7 closed (rows: unproved),
-- 8 cancelled. day: announced on, else when it was recorded.
CREATE TABLE @rounds (
	k INT NOT NULL, n BIGINT NOT NULL, unit INT NOT NULL, fund INT NOT NULL, programme INT NOT NULL, currency INT NOT NULL, budget BIGINT NOT NULL,
	stacking INT NOT NULL, school_year INT NOT NULL, occasion INT NOT NULL, campaign INT NOT NULL, claim_days BIGINT NOT NULL, by_whom INT NOT NULL,
	code TEXT NOT NULL, criteria TEXT NOT NULL, awards TEXT NOT NULL, recipients TEXT NOT NULL, pays_from TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @round_events (
	k INT NOT NULL, n BIGINT NOT NULL, what SMALLINT NOT NULL, list INT NOT NULL, rows BIGINT NOT NULL, amount BIGINT NOT NULL, day INT NOT NULL,
	by_whom INT NOT NULL, witness INT NOT NULL, same INT NOT NULL, override TEXT NOT NULL, reason TEXT NOT NULL, hash BLOB NOT NULL,
	PRIMARY KEY (k, n, what)
) WITHOUT ROWID;

CREATE TABLE @reservations (
	n BIGINT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, currency INT NOT NULL, kind INT NOT NULL, recipient INT NOT NULL,
	slot INT NOT NULL, list INT NOT NULL, approver INT NOT NULL, PRIMARY KEY (n)
) WITHOUT ROWID;
-- reservation_changes: kind 1 set aside, 2 paid out of it, 3 released.
CREATE TABLE @reservation_changes (
	id BLOB NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL, c INT NOT NULL, kind SMALLINT NOT NULL, PRIMARY KEY (id, n, c)
) WITHOUT ROWID;
CREATE TABLE @reservation_left (id BLOB NOT NULL, c INT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (id, c)) WITHOUT ROWID;

CREATE TABLE @transfers (
	n BIGINT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, to_fund INT NOT NULL, c INT NOT NULL, currency INT NOT NULL,
	place INT NOT NULL, booked INT NOT NULL, series INT NOT NULL, no INT NOT NULL, binding_kind INT NOT NULL, binding TEXT NOT NULL,
	basis TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (n)
) WITHOUT ROWID;
-- transfer_ends: kind 1 accepted (in the receiving fund), 2 settled (at the sender; amount is what was received), 3 refused.
CREATE TABLE @transfer_ends (
	id BLOB NOT NULL, n BIGINT NOT NULL, kind SMALLINT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, c INT NOT NULL,
	place INT NOT NULL, booked INT NOT NULL, series INT NOT NULL, no INT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, n, kind)
) WITHOUT ROWID;

CREATE TABLE @slots (
	k INT NOT NULL, n BIGINT NOT NULL, unit INT NOT NULL, fund INT NOT NULL, child INT NOT NULL, kind INT NOT NULL, need INT NOT NULL,
	school_year INT NOT NULL, currency INT NOT NULL, instalment BIGINT NOT NULL, instalments BIGINT NOT NULL, schedule INT NOT NULL,
	path INT NOT NULL, opened INT NOT NULL, previous INT NOT NULL, renewal INT NOT NULL, renewed INT NOT NULL, code TEXT NOT NULL,
	PRIMARY KEY (k)
) WITHOUT ROWID;
-- slot_steps: what is due, first on a day, then every so many months; every 0 and count 0: a day on which a term ends.
CREATE TABLE @slot_steps (
	k INT NOT NULL, nth INT NOT NULL, first_due INT NOT NULL, every_months INT NOT NULL, count INT NOT NULL, heads INT NOT NULL,
	amount BIGINT NOT NULL, PRIMARY KEY (k, nth)
) WITHOUT ROWID;
-- slot_events: nth of its entry's; what is one of the constants of godfathers.go. day: from which it is true; moment: until when a hold stands, or when the
-- slot was taken, or the first position of what was carried over; sponsorship: which one it speaks of; about: a donation, memo, payout or attachment.
CREATE TABLE @slot_events (
	k INT NOT NULL, n BIGINT NOT NULL, moment BIGINT NOT NULL, amount BIGINT NOT NULL, nth INT NOT NULL, what SMALLINT NOT NULL, sponsor INT NOT NULL,
	other INT NOT NULL, day INT NOT NULL, day_2 INT NOT NULL, by_whom INT NOT NULL, detail INT NOT NULL, reason TEXT NOT NULL, sponsorship BLOB,
	about BLOB, PRIMARY KEY (k, n, nth)
) WITHOUT ROWID;
-- child_events: k is the person's; what 1 proposed, 2 verified, 3 slot listed, 4 exited.
CREATE TABLE @child_events (
	k INT NOT NULL, n BIGINT NOT NULL, nth INT NOT NULL, what SMALLINT NOT NULL, unit INT NOT NULL, slot INT NOT NULL, day INT NOT NULL,
	by_whom INT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (k, n, nth)
) WITHOUT ROWID;

-- pledges: amount in all, of a standing one (kind) a period; pledge_dues: the instalments of one that has several.
CREATE TABLE @pledges (
	k INT NOT NULL, n BIGINT NOT NULL, donor INT NOT NULL, fund INT NOT NULL, currency INT NOT NULL, amount BIGINT NOT NULL, due INT NOT NULL,
	made INT NOT NULL, kind INT NOT NULL, months INT NOT NULL, until_day INT NOT NULL, slot INT NOT NULL, campaign INT NOT NULL,
	draft SMALLINT NOT NULL, compartment TEXT NOT NULL, code TEXT NOT NULL, agreement TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @pledge_dues (k INT NOT NULL, no INT NOT NULL, due INT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (k, no)) WITHOUT ROWID;
-- pledge_events: nth of its entry's; what 1 applied, 2 unapplied, 3 cancelled, 4 written off, 5 paused, 6 resumed, 7 activated. day: booked, from or on, 0:
-- none; who: who approved or asked for it.
CREATE TABLE @pledge_events (
	k INT NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL, day INT NOT NULL, instalment INT NOT NULL, basis INT NOT NULL, who INT NOT NULL,
	nth INT NOT NULL, what SMALLINT NOT NULL, reason TEXT NOT NULL, donation BLOB, PRIMARY KEY (k, n, nth)
) WITHOUT ROWID;

-- clusters: of units whose figures are put side by side. cluster_members: a unit belongs since a day (joined 1), or no more (0).
CREATE TABLE @clusters (k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (k)) WITHOUT ROWID;
CREATE TABLE @cluster_names (k INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (k, n)) WITHOUT ROWID;
CREATE TABLE @cluster_members (
	k INT NOT NULL, unit INT NOT NULL, n BIGINT NOT NULL, since INT NOT NULL, joined SMALLINT NOT NULL, PRIMARY KEY (k, unit, n)
) WITHOUT ROWID;

-- campaigns: word is the key of the code, by which documents name a campaign; until_day 0: no last day was planned; target 0: it names no sum. A rule has a row for each level.
CREATE TABLE @campaigns (
	k INT NOT NULL, n BIGINT NOT NULL, unit INT NOT NULL, kind INT NOT NULL, from_day INT NOT NULL, until_day INT NOT NULL, word INT NOT NULL, target BIGINT NOT NULL,
	currency TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, appeal TEXT NOT NULL, closing_rule TEXT NOT NULL, agreement TEXT NOT NULL, occasion TEXT NOT NULL,
	PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @campaign_fills (
	k INT NOT NULL, nth INT NOT NULL, n BIGINT NOT NULL, fund INT NOT NULL, compartment TEXT NOT NULL, PRIMARY KEY (k, nth)
) WITHOUT ROWID;
CREATE TABLE @campaign_rules (
	k INT NOT NULL, n BIGINT NOT NULL, nth INT NOT NULL, since INT NOT NULL, percent INT NOT NULL, remainder SMALLINT NOT NULL,
	voluntary SMALLINT NOT NULL, level TEXT NOT NULL, basis TEXT NOT NULL, PRIMARY KEY (k, n, nth)
) WITHOUT ROWID;
-- campaign_ends: another last day from entry n on; closed, or else extended to it (0: until it is closed).
CREATE TABLE @campaign_ends (
	k INT NOT NULL, n BIGINT NOT NULL, day INT NOT NULL, closed SMALLINT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (k, n)
) WITHOUT ROWID;
-- campaign_payouts: payouts that name a campaign, by the key of its code.
CREATE TABLE @campaign_payouts (n BIGINT NOT NULL, campaign INT NOT NULL, PRIMARY KEY (n)) WITHOUT ROWID;

CREATE TABLE @box_books (
	k INT NOT NULL, n BIGINT NOT NULL, unit INT NOT NULL, campaign INT NOT NULL, level TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @box_levels (
	k INT NOT NULL, nth INT NOT NULL, n BIGINT NOT NULL, fund INT NOT NULL, level TEXT NOT NULL, compartment TEXT NOT NULL, PRIMARY KEY (k, nth)
) WITHOUT ROWID;
-- boxes: handed out, or, stray, brought in by the opening of the same entry.
CREATE TABLE @boxes (
	k INT NOT NULL, n BIGINT NOT NULL, nth INT NOT NULL, day INT NOT NULL, kind INT NOT NULL, keeper INT NOT NULL, tier INT NOT NULL,
	stray SMALLINT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (k, n, nth)
) WITHOUT ROWID;
CREATE TABLE @box_counts (
	n BIGINT NOT NULL, nth INT NOT NULL, k INT NOT NULL, counted BIGINT NOT NULL, donated BIGINT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (n, nth)
) WITHOUT ROWID;
CREATE TABLE @box_losses (
	n BIGINT NOT NULL, nth INT NOT NULL, k INT NOT NULL, day INT NOT NULL, fate INT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
	PRIMARY KEY (n, nth)
) WITHOUT ROWID;
CREATE TABLE @openings (
	n BIGINT NOT NULL, k INT NOT NULL, day INT NOT NULL, rule INT NOT NULL, counters TEXT NOT NULL, minutes TEXT NOT NULL, id BLOB NOT NULL,
	PRIMARY KEY (n)
) WITHOUT ROWID;
CREATE TABLE @opening_shares (
	n BIGINT NOT NULL, nth INT NOT NULL, amount BIGINT NOT NULL, fund INT NOT NULL, level TEXT NOT NULL, PRIMARY KEY (n, nth)
) WITHOUT ROWID;
-- share_accepts: id is the opening's.
CREATE TABLE @share_accepts (
	id BLOB NOT NULL, n BIGINT NOT NULL, k INT NOT NULL, amount BIGINT NOT NULL, day INT NOT NULL, level TEXT NOT NULL, PRIMARY KEY (id, n)
) WITHOUT ROWID;

CREATE TABLE @levies (
	k INT NOT NULL, n BIGINT NOT NULL, unit INT NOT NULL, fund INT NOT NULL, campaign INT NOT NULL, year INT NOT NULL, basis INT NOT NULL,
	rate BIGINT NOT NULL, compartment TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @households (
	k INT NOT NULL, n BIGINT NOT NULL, nth INT NOT NULL, head INT NOT NULL, heads INT NOT NULL, expected BIGINT NOT NULL, code TEXT NOT NULL,
	PRIMARY KEY (k, n, nth)
) WITHOUT ROWID;
-- levy_events: what 1 exempt, 2 waived, 3 moved away, 4 paid, 5 taken back.
CREATE TABLE @levy_events (
	k INT NOT NULL, n BIGINT NOT NULL, nth INT NOT NULL, what SMALLINT NOT NULL, day INT NOT NULL, amount BIGINT NOT NULL,
	approver INT NOT NULL, household TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (k, n, nth)
) WITHOUT ROWID;

-- pledge_mentions: donations and unexplained bank lines (id) whose text held the reference code of a pledge that had been made.
CREATE TABLE @pledge_mentions (id BLOB NOT NULL, n BIGINT NOT NULL, k INT NOT NULL, PRIMARY KEY (id, k)) WITHOUT ROWID;

-- rosters: of one day's salary. roster_steps: what 1 estimated, 2 rows recorded, 3 corrected, 4 attached, 5 detached, 6 its donation undone, 7 difference
-- named; since: the day from which on it is so, 0 where a correction holds for every day. Amounts and employees of 2 and 3 add up. of_k: the roster
-- that an estimate was taken from. roster_rows: a row as it is from entry n on; an amount of 0 is struck.
CREATE TABLE @rosters (
	k INT NOT NULL, n BIGINT NOT NULL, giver INT NOT NULL, currency INT NOT NULL, campaign INT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
CREATE TABLE @roster_steps (
	k INT NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL, employees BIGINT NOT NULL, difference BIGINT NOT NULL, day INT NOT NULL,
	since INT NOT NULL, of_k INT NOT NULL, version INT NOT NULL, approver INT NOT NULL, what SMALLINT NOT NULL, reason TEXT NOT NULL,
	named TEXT NOT NULL, donation BLOB, PRIMARY KEY (k, n, what)
) WITHOUT ROWID;
CREATE TABLE @roster_rows (
	k INT NOT NULL, row_no BIGINT NOT NULL, n BIGINT NOT NULL, amount BIGINT NOT NULL, person INT NOT NULL, code TEXT NOT NULL,
	PRIMARY KEY (k, row_no, n)
) WITHOUT ROWID;

-- figures: what units declare of themselves, numbered in the unit's order; published is the day of the source. figure_changes: what 1 corrected,
-- 2 withdrawn. No amount here is part of any flow.
CREATE TABLE @figures (
	unit INT NOT NULL, no BIGINT NOT NULL, n BIGINT NOT NULL, value BIGINT NOT NULL, measure INT NOT NULL, from_day INT NOT NULL, until_day INT NOT NULL,
	published INT NOT NULL, measured_in INT NOT NULL, source INT NOT NULL, levels INT NOT NULL, bound INT NOT NULL, nature INT NOT NULL,
	decimals SMALLINT NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (unit, no)
) WITHOUT ROWID;
CREATE TABLE @figure_changes (
	unit INT NOT NULL, no BIGINT NOT NULL, n BIGINT NOT NULL, value BIGINT NOT NULL, what SMALLINT NOT NULL, bound INT NOT NULL,
	decimals SMALLINT NOT NULL, note TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (unit, no, n)
) WITHOUT ROWID;

-- people: circumstances is a set of flags from the card, to be counted and never shown beside a name.
-- Goods in kind. items: k is the key of the code in words. lots: the lines of deliveries, by the delivery's id; from_pos is the first of the item's
-- pieces. lot_values: what a piece is worth from entry n on.
CREATE TABLE @items (
	fund INT NOT NULL, k INT NOT NULL, n BIGINT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, measure TEXT NOT NULL, PRIMARY KEY (fund, k)
) WITHOUT ROWID;
CREATE TABLE @lots (
	id BLOB NOT NULL, line INT NOT NULL, n BIGINT NOT NULL, from_pos BIGINT NOT NULL, pieces BIGINT NOT NULL, fund INT NOT NULL, item INT NOT NULL,
	donor INT NOT NULL, given INT NOT NULL, booked INT NOT NULL, campaign INT NOT NULL, anonymity INT NOT NULL, series INT NOT NULL, no INT NOT NULL,
	content TEXT NOT NULL, PRIMARY KEY (id, line)
) WITHOUT ROWID;
CREATE TABLE @lot_values (
	id BLOB NOT NULL, line INT NOT NULL, n BIGINT NOT NULL, value BIGINT NOT NULL, currency INT NOT NULL, declared SMALLINT NOT NULL,
	valued_by INT NOT NULL, approver INT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, line, n)
) WITHOUT ROWID;
-- goods_moves: pieces of a lot that left the store by document doc (what 1 given, 2 lost) or came back of it (3 given back, 4 found, 5 never given,
-- 6 never lost), or never came (7; doc is the delivery). goods_rows: who got the pieces that doc gave. goods_issues: the documents that gave or lost.
CREATE TABLE @goods_moves (
	id BLOB NOT NULL, line INT NOT NULL, n BIGINT NOT NULL, from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, fund INT NOT NULL, item INT NOT NULL,
	what SMALLINT NOT NULL, booked INT NOT NULL, doc BLOB NOT NULL, PRIMARY KEY (id, line, n, from_pos)
) WITHOUT ROWID;
CREATE TABLE @goods_rows (
	doc BLOB NOT NULL, n BIGINT NOT NULL, row_no INT NOT NULL, from_pos BIGINT NOT NULL, to_pos BIGINT NOT NULL, fund INT NOT NULL, recipient INT NOT NULL,
	kind INT NOT NULL, item INT NOT NULL, id BLOB NOT NULL, line INT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (doc, item, from_pos)
) WITHOUT ROWID;
CREATE TABLE @goods_issues (
	doc BLOB NOT NULL, n BIGINT NOT NULL, fund INT NOT NULL, rows BIGINT NOT NULL, booked INT NOT NULL, occasion INT NOT NULL, campaign INT NOT NULL,
	content TEXT NOT NULL, approver TEXT NOT NULL, PRIMARY KEY (doc)
) WITHOUT ROWID;
-- goods_papers: numbers of goods in (PN) and out (PX); what 1 received, 2 given, 3 lost, 4 come back. goods_voids: by_no 0: nothing replaces it.
CREATE TABLE @goods_papers (
	fund INT NOT NULL, series INT NOT NULL, no INT NOT NULL, n BIGINT NOT NULL, booked INT NOT NULL, what SMALLINT NOT NULL, doc BLOB NOT NULL,
	PRIMARY KEY (fund, series, no)
) WITHOUT ROWID;
CREATE TABLE @goods_voids (
	fund INT NOT NULL, series INT NOT NULL, no INT NOT NULL, n BIGINT NOT NULL, booked INT NOT NULL, by_series INT NOT NULL, by_no INT NOT NULL,
	approver INT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (fund, series, no)
) WITHOUT ROWID;
-- staff_grants: roles granted in a unit; beside: words divided by blanks. staff_ends: the last one holds. signatures: id of the command that was signed.
CREATE TABLE @staff_grants (
	id BLOB NOT NULL, n BIGINT NOT NULL, unit INT NOT NULL, person INT NOT NULL, actor INT NOT NULL, role INT NOT NULL, from_day INT NOT NULL,
	until_day INT NOT NULL, by_whom INT NOT NULL, beside TEXT NOT NULL, basis TEXT NOT NULL, override TEXT NOT NULL, PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE TABLE @staff_ends (id BLOB NOT NULL, n BIGINT NOT NULL, day INT NOT NULL, by_whom INT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID;
CREATE TABLE @signatures (
	id BLOB NOT NULL, n BIGINT NOT NULL, day INT NOT NULL, actor INT NOT NULL, command INT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (id, n)
) WITHOUT ROWID;

-- consents: what 1 given, 2 withdrawn, 3 the withdrawal answered. day: from which on, on which asked for, on which answered; paper: the evidence, of
-- 2 the reason. The last 1 or 2 of a purpose says whether there is consent.
CREATE TABLE @consents (
	k INT NOT NULL, purpose INT NOT NULL, n BIGINT NOT NULL, nth INT NOT NULL, what SMALLINT NOT NULL, whose INT NOT NULL, by_whom INT NOT NULL,
	day INT NOT NULL, until_day INT NOT NULL, paper TEXT NOT NULL, wording TEXT NOT NULL, PRIMARY KEY (k, purpose, n, nth)
) WITHOUT ROWID;

CREATE TABLE @people (
	k INT NOT NULL, n BIGINT NOT NULL, forgotten BIGINT NOT NULL, unit INT NOT NULL, kind INT NOT NULL, circumstances INT NOT NULL,
	code TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, sorted TEXT NOT NULL, PRIMARY KEY (k)
) WITHOUT ROWID;
