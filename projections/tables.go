package projections

// tables are the rows of a batch that are not written yet. all is in the order of writing.
type tables struct {
	names, words, entries, messages, streams, codes                    *table
	units, unitNames, unitKinds, unitPlaces, unitEnds, unitHeirs       *table
	funds, compartments, places, periods                               *table
	flows, flowNow, flowDays, flowMonths, tallies, marks               *table
	donationLines, donationChanges, unidentified                       *table
	receipts, receiptVoids, receiptReplacements                        *table
	segments, uses, pastUses, covers, pastCovers, gone, lineage, lows  *table
	payouts, payoutReturns, lists, listFreezes, listRows, listPayments *table
	listReturns, reservations, reservationChanges                      *table
	transfers, transferEnds, slots, slotEvents, pledges, pledgeEvents  *table
	pledgeDues, pledgeMentions                                         *table
	rounds, roundEvents, listEnds, listSubstitutions, listProofs       *table
	listAbsences                                                       *table
	slotSteps, childEvents                                             *table
	people, free                                                       *table
	clusters, clusterNames, clusterMembers                             *table
	campaigns, campaignFills, campaignRules, campaignEnds              *table
	campaignPayouts, boxBooks, boxLevels, boxes, boxCounts, boxLosses  *table
	openings, openingShares, shareAccepts                              *table
	levies, households, levyEvents                                     *table
	donationRows, entryOf, redates, held, heldRows, flowShifts         *table
	reliefs, redesignations, repayments, deeds, deedClauses            *table
	publications                                                       *table
	rosters, rosterSteps, rosterRows                                   *table
	items, lots, lotValues, goodsMoves, goodsRows                      *table
	goodsIssues, goodsPapers, goodsVoids                               *table
	figures, figureChanges                                             *table
	consents, tree                                                     *table
	staffGrants, staffEnds, signatures                                 *table
	fundUnits, fundEnds                                                *table

	all []*table
}

func newTables() *tables {
	t := &tables{}
	add := func(into **table, name, columns string) {
		*into = newTable(name, columns, "")
		t.all = append(t.all, *into)
	}
	upsert := func(into **table, name, columns, clause string) {
		add(into, name, columns)
		(*into).Upsert = clause
	}
	add(&t.names, "names", "id k kind")
	add(&t.words, "words", "k word")
	add(&t.entries, "entries", "n recorded actor what booked id "+
		"amount from_pos fund donor payer behind currency compartment place given day campaign series no rows anonymity awaiting reference")
	add(&t.messages, "messages", "first_n seq")
	add(&t.streams, "streams", "k n")
	add(&t.codes, "codes", "stream n")
	add(&t.units, "units", "k n since code")
	add(&t.unitNames, "unit_names", "k n since name")
	add(&t.unitKinds, "unit_kinds", "k n since kind")
	add(&t.unitPlaces, "unit_places", "k n since parent caretaker")
	add(&t.unitEnds, "unit_ends", "k n since how decision reason")
	add(&t.unitHeirs, "unit_heirs", "k nth n since heir")
	add(&t.funds, "funds", "k n unit form since code name honours")
	add(&t.fundUnits, "fund_units", "k n since unit code")
	add(&t.fundEnds, "fund_ends", "k n day into_fund decision")
	add(&t.compartments, "compartments", "k n fund currency kind beneficiary slot programme commissioned code wording endowment")
	add(&t.places, "places", "k n fund currency kind code name")
	add(&t.periods, "periods", "fund n until_day was approver reason")
	upsert(&t.flows, "flows", "n total count k kind cells", "ON CONFLICT (k, kind, n) DO UPDATE SET cells = excluded.cells")
	upsert(&t.flowNow, "flow_now", "n total count k kind",
		"ON CONFLICT (k, kind) DO UPDATE SET n = excluded.n, total = excluded.total, count = excluded.count")
	upsert(&t.flowDays, "flow_days", "amount count k booked recorded kind",
		"ON CONFLICT (k, kind, booked, recorded) DO UPDATE SET amount = flow_days.amount + excluded.amount, count = flow_days.count + excluded.count")
	upsert(&t.flowMonths, "flow_months", "amount count k month kind",
		"ON CONFLICT (k, kind, month) DO UPDATE SET amount = flow_months.amount + excluded.amount, count = flow_months.count + excluded.count")
	upsert(&t.tallies, "tallies", "chunk cells", "ON CONFLICT (chunk) DO UPDATE SET cells = excluded.cells")
	upsert(&t.marks, "marks", "chunk cells", "ON CONFLICT (chunk) DO UPDATE SET cells = excluded.cells")
	add(&t.donationLines, "donation_lines", "donation n from_pos amount compartment line")
	add(&t.donationChanges, "donation_changes", "id n kind amount booked donor place series no cause approver row_code reason")
	add(&t.unidentified, "unidentified", "id n kind amount place booked reference")
	add(&t.receipts, "receipts", "n amount fund series no booked currency what")
	add(&t.receiptVoids, "receipt_voids", "fund series no n donation reason approver")
	add(&t.receiptReplacements, "receipt_replacements", "fund series no n old_series old_no donation")
	add(&t.segments, "segments", "from_pos to_pos n c kind")
	add(&t.uses, "uses", "from_pos to_pos n off c kind")
	add(&t.pastUses, "past_uses", "from_pos to_pos n until off c kind")
	add(&t.covers, "covers", "from_pos to_pos by_pos n c by_c")
	add(&t.pastCovers, "past_covers", "from_pos to_pos by_pos n until c by_c")
	add(&t.gone, "gone", "from_pos to_pos n c kind")
	add(&t.lineage, "lineage", "from_pos to_pos src_from src_to n off sold credited base_pos c src_c")
	add(&t.lows, "lows", "n low c")
	add(&t.payouts, "payouts",
		"n amount rows fund recipient slot list currency place booked series no kind award fact reservation content reference")
	add(&t.payoutReturns, "payout_returns", "id n row_no amount list place booked series no reason")
	add(&t.lists, "lists", "k n fund currency round version before_list")
	add(&t.listFreezes, "list_freezes", "k n rows hash")
	add(&t.listRows, "list_rows", "row_no amount before n k recipient recipient_kind award institution level score code")
	add(&t.listPayments, "list_payments", "from_row to_row n off before k")
	add(&t.listReturns, "list_returns", "row_no n amount k")
	add(&t.reservations, "reservations", "n amount fund currency kind recipient slot list approver")
	add(&t.reservationChanges, "reservation_changes", "id n amount c kind")
	add(&t.transfers, "transfers", "n amount fund to_fund c currency place booked series no binding_kind binding basis content")
	add(&t.transferEnds, "transfer_ends", "id n kind amount fund c place booked series no reason")
	add(&t.slots, "slots", "k n unit fund child kind need school_year currency instalment instalments schedule path opened previous renewal renewed code")
	add(&t.slotSteps, "slot_steps", "k nth first_due every_months count heads amount")
	add(&t.slotEvents, "slot_events", "k n moment amount nth what sponsor other day day_2 by_whom detail reason sponsorship about")
	add(&t.childEvents, "child_events", "k n nth what unit slot day by_whom reason")
	add(&t.clusters, "clusters", "k n since code")
	add(&t.clusterNames, "cluster_names", "k n since name")
	add(&t.clusterMembers, "cluster_members", "k unit n since joined")
	add(&t.campaigns, "campaigns", "k n unit kind from_day until_day word target currency code name appeal closing_rule agreement occasion")
	add(&t.campaignFills, "campaign_fills", "k nth n fund compartment")
	add(&t.campaignRules, "campaign_rules", "k n nth since percent remainder voluntary level basis")
	add(&t.campaignEnds, "campaign_ends", "k n day closed reason")
	add(&t.campaignPayouts, "campaign_payouts", "n campaign")
	add(&t.boxBooks, "box_books", "k n unit campaign level")
	add(&t.boxLevels, "box_levels", "k nth n fund level compartment")
	add(&t.boxes, "boxes", "k n nth day kind keeper tier stray code")
	add(&t.boxCounts, "box_counts", "n nth k counted donated code")
	add(&t.boxLosses, "box_losses", "n nth k day fate code reason")
	add(&t.openings, "openings", "n k day rule counters minutes id")
	add(&t.openingShares, "opening_shares", "n nth amount fund level")
	add(&t.shareAccepts, "share_accepts", "id n k amount day level")
	add(&t.levies, "levies", "k n unit fund campaign year basis rate compartment")
	add(&t.households, "households", "k n nth head heads expected code")
	add(&t.levyEvents, "levy_events", "k n nth what day amount approver household reason")
	add(&t.pledges, "pledges", "k n donor fund currency amount due made kind months until_day slot campaign draft compartment code agreement")
	add(&t.pledgeDues, "pledge_dues", "k no due amount")
	add(&t.pledgeMentions, "pledge_mentions", "id n k")
	add(&t.pledgeEvents, "pledge_events", "k n amount day instalment basis who nth what reason donation")
	add(&t.rounds, "rounds",
		"k n unit fund programme currency budget stacking school_year occasion campaign claim_days by_whom code criteria awards recipients pays_from")
	add(&t.roundEvents, "round_events", "k n what list rows amount day by_whom witness same override reason hash")
	add(&t.listEnds, "list_ends", "k from_row to_row n how by_whom reason")
	add(&t.listSubstitutions, "list_substitutions", "k row_no n was recipient recipient_kind institution level approver by_whom same override reason")
	add(&t.listProofs, "list_proofs", "k from_row to_row n by_whom again hash name")
	add(&t.listAbsences, "list_absences", "k from_row to_row n")
	upsert(&t.rosters, "rosters", "k n giver currency campaign", "ON CONFLICT (k) DO NOTHING")
	add(&t.rosterSteps, "roster_steps", "k n amount employees difference day since of_k version approver what reason named donation")
	add(&t.rosterRows, "roster_rows", "k row_no n amount person code")
	add(&t.figures, "figures",
		"unit no n value measure from_day until_day published measured_in source levels bound nature decimals name note")
	add(&t.figureChanges, "figure_changes", "unit no n value what bound decimals note reason")
	add(&t.people, "people", "k n forgotten unit kind circumstances code name folded sorted")
	add(&t.free, "free", "c from_pos to_pos")
	add(&t.donationRows, "donation_rows", "donation row_no amount before donor code")
	add(&t.entryOf, "entry_of", "id n")
	add(&t.redates, "redates", "id n amount fund currency given_was given booked_was booked approver what reason")
	add(&t.held, "held", "id n amount fund for_fund place given booked campaign series no kind row_code reason")
	add(&t.heldRows, "held_rows", "n row_no amount for_fund donor code")
	add(&t.flowShifts, "flow_shifts", "n amount count k booked kind")
	add(&t.reliefs, "reliefs", "from_pos to_pos src_from n c src_c own")
	add(&t.redesignations, "redesignations", "n nth amount fund c into_c booked basis approver donation clause reason")
	add(&t.repayments, "repayments", "n nth amount fund slot c bridge booked")
	add(&t.deeds, "deeds", "fund n since approver title")
	add(&t.deedClauses, "deed_clauses", "fund n nth cap currency rule opens closes no words recipients awards")
	add(&t.publications, "publications", "fund n year until_day entry unit on_day version provisional document before_document place")
	add(&t.items, "items", "fund k n code name measure")
	add(&t.lots, "lots", "id line n from_pos pieces fund item donor given booked campaign anonymity series no content")
	add(&t.lotValues, "lot_values", "id line n value currency declared valued_by approver reason")
	add(&t.goodsMoves, "goods_moves", "id line n from_pos to_pos fund item what booked doc")
	add(&t.goodsRows, "goods_rows", "doc n row_no from_pos to_pos fund recipient kind item id line code")
	add(&t.goodsIssues, "goods_issues", "doc n fund rows booked occasion campaign content approver")
	add(&t.goodsPapers, "goods_papers", "fund series no n booked what doc")
	add(&t.tree, "tree", "level i hash")
	add(&t.consents, "consents", "k purpose n nth what whose by_whom day until_day paper wording")
	add(&t.goodsVoids, "goods_voids", "fund series no n booked by_series by_no approver reason")
	add(&t.staffGrants, "staff_grants", "id n unit person actor role from_day until_day by_whom beside basis override")
	add(&t.staffEnds, "staff_ends", "id n day by_whom reason")
	add(&t.signatures, "signatures", "id n day actor command digest")
	return t
}
