/** Readers of the three files, written after the manuals and PostgreSQL's own scanners; they share nothing with the quoters. */

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** postgresql.conf: name and value of each line (guc-file.l and DeescapeQuotedString). */
export function readConf(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((line): (readonly [string, string])[] => {
    if (/^\s*(#.*)?$/.test(line)) return [];
    const found = /^\s*([A-Za-z_][\w.$]*)\s*(?:=\s*|\s)('(?:[^'\\\n]|\\.|'')*'|[^\s'#]+)\s*(?:#.*)?$/su.exec(
      line,
    );
    const [, name, given = ''] = found ?? [];
    if (name === undefined) throw new SyntaxError(`no setting: ${line}`);
    if (!given.startsWith("'")) return [[name, given]];
    const value = given
      .slice(1, -1)
      .replaceAll(/''|\\([0-7]{1,3})|\\(.)/gsu, (_, octal?: string, letter?: string) =>
        octal !== undefined
          ? String.fromCharCode(Number.parseInt(octal, 8))
          : letter === undefined
            ? "'"
            : (ESCAPES[letter] ?? letter),
      );
    return [[name, value]];
  });
}

/** pg_hba.conf: the fields of each line (next_token of hba.c); a comma would part two names. */
export function readHba(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (const line of text.split('\n')) {
    const row: string[] = [];
    let token: string | null = null;
    let isQuoted = false;
    let wasQuote = false;
    for (const character of line) {
      if (character === '#' && !isQuoted) break;
      if (/[ \t\r]/.test(character) && !isQuoted) {
        if (token !== null) row.push(token);
        token = null;
        wasQuote = false;
        continue;
      }
      token ??= '';
      if (character !== '"' || wasQuote) token += character;
      wasQuote = isQuoted && character === '"' ? !wasQuote : false;
      if (character === '"') isQuoted = !isQuoted;
    }
    if (isQuoted) throw new SyntaxError(`a quote is open: ${line}`);
    if (token !== null) row.push(token);
    if (row.length > 0) rows.push(row);
  }
  return rows;
}

/** What stands between two quotes of SQL, up to the `;` that must follow. */
export function readSqlString(text: string, quote: string): string {
  let result = '';
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] !== quote) result += text.charAt(at);
    else if (text[at + 1] === quote) result += text.charAt((at += 1));
    else if (text.slice(at + 1) === ';') return result;
    else break;
  }
  throw new SyntaxError(`the quote closes too early, or never: ${text}`);
}

/** A passfile: the fields of each line (passwordFromFile of fe-connect.c). */
export const readPassfile = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const fields = [''];
      for (let at = 0; at < line.length; at += 1) {
        if (line[at] === ':') fields.push('');
        else {
          if (line[at] === '\\' && at + 1 < line.length) at += 1;
          fields[fields.length - 1] += line.charAt(at);
        }
      }
      return fields;
    });
