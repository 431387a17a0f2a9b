package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/writ-dev/writ"
)

// What the directory of an archive may hold: it is kept in memory.
const (
	maxEntries   = 10_000
	maxDirectory = 16 << 20 // bytes
)

// Records of a ZIP archive and their parts, as its specification (APPNOTE.TXT
// 6.3) numbers them.
const (
	localHeader    = "PK\x03\x04" // 4.3.7
	directoryEntry = "PK\x01\x02" // 4.3.12
	localSize      = 30
	flagEncrypted  = 1 << 0 // 4.4.4
	flagDescriptor = 1 << 3 // the sizes follow the data
	methodStore    = 0
	methodDeflate  = 8
	sizeElsewhere  = 0xffffffff // in an extra field, 4.5.3
)

// ErrNeedsWhole is the cause of the CodeConflict that MakePreview returns for a
// file of which it has to see the end; see PreviewFile.
var ErrNeedsWhole = fmt.Errorf("ingest: only the whole file tells what is in it")

func errNeedsWhole(what string) error {
	return writ.Wrap(writ.CodeConflict, op, ErrNeedsWhole, "The preview waits for the whole file: %s says at its end what is in it.", what).
		WithHint("Try again when all of it has arrived.")
}

// openDirectory reads the directory of an archive.
func openDirectory(file io.ReaderAt, size int64) (*zip.Reader, error) {
	if err := checkDirectory(file, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, err
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	return z, nil
}

// checkDirectory refuses an archive whose directory would take too much memory,
// by the record at its end (4.3.14 to 4.3.16).
func checkDirectory(file io.ReaderAt, size int64) error {
	const endSize, locatorSize, end64Size = 22, 20, 56
	tail := make([]byte, min(size, endSize+locatorSize+0xffff))
	from := size - int64(len(tail))
	if _, err := file.ReadAt(tail, from); err != nil && err != io.EOF {
		return err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || len(tail)-at < endSize {
		return zip.ErrFormat
	}
	entries, length := uint64(binary.LittleEndian.Uint16(tail[at+10:])), uint64(binary.LittleEndian.Uint32(tail[at+12:]))
	if at >= locatorSize && bytes.HasPrefix(tail[at-locatorSize:], []byte("PK\x06\x07")) {
		end := make([]byte, end64Size)
		if _, err := file.ReadAt(end, int64(binary.LittleEndian.Uint64(tail[at-locatorSize+8:]))); err != nil {
			return zip.ErrFormat
		}
		entries, length = binary.LittleEndian.Uint64(end[32:]), binary.LittleEndian.Uint64(end[40:])
	}
	if entries > maxEntries || length > maxDirectory {
		return writ.Errorf(writ.CodeExhausted, op, "The archive lists %d files in a directory of %d bytes; at most %d in %d are read.", entries, length, maxEntries, maxDirectory).
			WithHint("Pack one CSV file alone.")
	}
	return nil
}

// unpackZip finds the file in an archive, or the sheet if it is a workbook.
func (p *packed) unpackZip(fileName, sheet string) error {
	z, err := openDirectory(p.file, p.size)
	if err == nil && isWorkbook(z) {
		return p.openWorkbook(z, fileName, sheet)
	}
	if err == nil {
		err = refuseOffice(z)
	}
	if err == nil {
		p.member, err = onlyFile(z)
	}
	if err == nil {
		p.entry = baseName(p.member.Name)
	}
	return err
}

// onlyFile returns the one file of an archive.
func onlyFile(z *zip.Reader) (*zip.File, error) {
	files := slices.DeleteFunc(slices.Clone(z.File), func(f *zip.File) bool { return ignored(f.Name) })
	switch len(files) {
	case 0:
		return nil, errNoFile()
	case 1:
	default:
		return nil, errSeveral(files)
	}
	f := files[0]
	if f.Flags&flagEncrypted != 0 {
		return nil, errEncrypted(f.Name)
	}
	return f, nil
}

// ignored are directories and what the desktop of an Apple computer adds.
func ignored(name string) bool {
	return strings.HasSuffix(name, "/") || strings.HasSuffix(name, `\`) ||
		strings.HasPrefix(name, "__MACOSX/") || path.Base(name) == ".DS_Store"
}

func errNoFile() error {
	return writ.Errorf(writ.CodeInvalid, op, "The ZIP archive holds no file.").WithHint("Pack one CSV file.")
}

func errEncrypted(name string) error {
	return writ.Errorf(writ.CodeInvalid, op, "%q in the ZIP archive is encrypted.", baseName(name)).
		WithHint("Pack it without a password.")
}

func errSeveral(files []*zip.File) error {
	const most = 10
	var names []string
	for _, f := range files[:min(len(files), most)] {
		names = append(names, clip(baseName(f.Name), maxWitness))
	}
	if len(files) > most {
		names = append(names, "…")
	}
	return writ.Errorf(writ.CodeInvalid, op, "The ZIP archive holds %d files: %s.", len(files), strings.Join(names, ", ")).
		WithHint("Pack one of them alone, or upload it unpacked.")
}

// refuseOffice names the documents that are ZIP archives too.
func refuseOffice(z *zip.Reader) error {
	for _, f := range z.File {
		what := ""
		switch f.Name {
		case "word/document.xml":
			what = "a Word document"
		case "ppt/presentation.xml":
			what = "a PowerPoint presentation"
		case "xl/workbook.bin":
			what = "a binary Excel workbook"
		case "META-INF/manifest.xml":
			what = "an OpenDocument file"
		default:
			continue
		}
		return writ.Errorf(writ.CodeInvalid, op, "The file is not a CSV file but %s.", what).
			WithHint("Save the table as XLSX or CSV and upload that.")
	}
	return nil
}

// zipBeginning finds the file of an archive by the headers before its data, of
// which head is the beginning.
func zipBeginning(head []byte) (r io.Reader, entry string, err error) {
	const archive = "a ZIP archive like this one"
	for {
		if bytes.HasPrefix(head, []byte(directoryEntry)) {
			return nil, "", errNoFile()
		}
		if len(head) < localSize || !bytes.HasPrefix(head, []byte(localHeader)) {
			return nil, "", errNeedsWhole(archive)
		}
		flags, method := binary.LittleEndian.Uint16(head[6:]), binary.LittleEndian.Uint16(head[8:])
		size := int(binary.LittleEndian.Uint32(head[18:]))
		data := localSize + int(binary.LittleEndian.Uint16(head[26:])) + int(binary.LittleEndian.Uint16(head[28:]))
		if data > len(head) {
			return nil, "", errNeedsWhole(archive)
		}
		name := string(head[localSize : localSize+int(binary.LittleEndian.Uint16(head[26:]))])
		head = head[data:]
		known := flags&flagDescriptor == 0 && size != sizeElsewhere
		switch {
		case ofPackage(name):
			return nil, "", errNeedsWhole("a workbook")
		case ignored(name):
			if !known || size > len(head) {
				return nil, "", errNeedsWhole(archive)
			}
			head = head[size:]
		case flags&flagEncrypted != 0:
			return nil, "", errEncrypted(name)
		case method == methodDeflate:
			return flate.NewReader(bytes.NewReader(head)), baseName(name), nil
		case method == methodStore && known:
			return bytes.NewReader(head[:min(size, len(head))]), baseName(name), nil
		default:
			return nil, "", errNeedsWhole(archive)
		}
	}
}

// ofPackage tells whether a file in an archive is a part of an office document.
func ofPackage(name string) bool {
	return name == "[Content_Types].xml" || name == "mimetype" || slices.Contains([]string{"_rels", "docProps", "xl", "word", "ppt"}, strings.SplitN(name, "/", 2)[0])
}
