import { crc32 } from 'node:zlib';

/** A sheet of a workbook: its name and its rows of text and numbers. */
export interface Sheet {
  name: string;
  rows: readonly (readonly (string | number)[])[];
}

const workbookSpace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationSpace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageSpace = 'http://schemas.openxmlformats.org/package/2006';
const typePrefix = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The smallest workbook that holds these sheets: text in the cells themselves, no styles. */
export function workbook(sheets: readonly Sheet[]): Buffer {
  const ids = sheets.map((_, i) => i + 1);
  const types = ids.map((id) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${typePrefix}.worksheet+xml"/>`);
  const relations = ids.map((id) => `<Relationship Id="r${id}" Type="${relationSpace}/worksheet" Target="worksheets/sheet${id}.xml"/>`);
  const entries = sheets.map(({ name }, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i + 1}"/>`);
  return zip([
    [
      '[Content_Types].xml',
      `<Types xmlns="${packageSpace}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${typePrefix}.sheet.main+xml"/>${types.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${packageSpace}/relationships"><Relationship Id="r1" Type="${relationSpace}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    ['xl/workbook.xml', `<workbook xmlns="${workbookSpace}" xmlns:r="${relationSpace}"><sheets>${entries.join('')}</sheets></workbook>`],
    ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="${packageSpace}/relationships">${relations.join('')}</Relationships>`],
    ...sheets.map(({ rows }, i): [string, string] => [`xl/worksheets/sheet${i + 1}.xml`, worksheet(rows)]),
  ]);
}

function worksheet(rows: Sheet['rows']): string {
  const cells = (row: Sheet['rows'][number]) =>
    row.map((value) =>
      typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`,
    );
  return `<worksheet xmlns="${workbookSpace}"><sheetData>${rows.map((row) => `<row>${cells(row).join('')}</row>`).join('')}</sheetData></worksheet>`;
}

/** An archive whose files are stored as they are. */
function zip(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of files) {
    const data = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
    // Version, flags, method, time, date, checksum, both sizes, and how long the name and nothing else is.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(data), 10);
    facts.writeUInt32LE(data.length, 14);
    facts.writeUInt32LE(data.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    parts.push(Buffer.from('PK\x03\x04'), facts, Buffer.from(name), data);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), facts, entry, Buffer.from(name));
    offset += 4 + facts.length + name.length + data.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}
