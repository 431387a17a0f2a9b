// Package sample holds the data that a new installation starts with: the 118
// chemical elements, with a column of every kind that a CSV file can hold, so
// that there is something to look at before anybody has uploaded a file.
//
// The names, symbols and groups are those of the IUPAC periodic table; the
// standard atomic weights are those of 2021, absent for elements that
// have none; a date of approval is given for the elements whose names were
// decided after long disputes, from number 104 on.
package sample
