// Package xlsx reads and writes the part of the workbook format (ECMA-376,
// SpreadsheetML) that a table needs: the cells of one sheet, in the order of
// their rows, with the values a spreadsheet shows and no more memory than a row.
//
// It exists because general libraries either render cells as a spreadsheet would
// show them, so that the text 12 and the number 12 look the same, or hold the
// whole sheet; and because what they write replaces or cuts what they do not
// like. A number is the double that the workbook keeps, in its shortest digits; a
// number whose format is that of a date or a time is that date or time.
package xlsx
