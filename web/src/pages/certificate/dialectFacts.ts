import type { Dialect } from '../../api/reading';
import { certificate as words } from '../../text/en/certificate';
import { formatCount } from '../../text/format';

/** How a file was read, as names and values. What does not apply is left out. */
export function dialectFacts(dialect: Dialect): [name: string, value: string][] {
  const { encoding, bom, delimiter, quote, header, skipLines, comment, nullTokens = [] } = dialect;
  const { container, entry, sheet, lineEnd } = dialect;
  const isText = container !== 'xlsx';
  const facts: [string, string | false | undefined][] = [
    [words.container, container],
    [words.entry, isText && entry],
    [words.sheet, sheet],
    [words.encoding, isText && (bom ? `${encoding.toUpperCase()} ${words.bom}` : encoding.toUpperCase())],
    [words.delimiter, isText && (words.delimiters[delimiter] ?? delimiter)],
    [words.quote, isText && (quote === 'none' ? words.none : quote)],
    [words.escape, isText && quote !== 'none' && (dialect.escape === quote ? words.doubled : dialect.escape)],
    [words.header, header ? words.headerYes : words.none],
    [words.skipped, Boolean(skipLines) && formatCount(skipLines)],
    [words.comment, comment],
    [words.nullWords, nullTokens.join(', ')],
    [words.lineEnd, isText && lineEnd],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
