// Package intake reads what people have in files and at their fingertips: amounts as they are spoken (500k, 1tr5, 1.500.000), dates as
// they are written, tables with Vietnamese or English headings, with a byte order mark or decomposed letters or semicolons.
//
// It promises that nothing is guessed: what could mean two amounts is refused with the way to write it, a heading that fits two
// columns likewise, and a row keeps its identity from file to file (Row.Key), so that the same row twice is one fact. The package
// is pure; its errors are domain errors that name the field, and the line where there is one.
package intake
