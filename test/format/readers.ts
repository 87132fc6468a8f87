/** `section → key → values` as Python's RawConfigParser, php and uwsgi agree on it; keys of no section under ''. */
export function readIni(text: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>();
  let current = '';
  for (const row of text.split(/[\n\r\u2028\u2029]/)) {
    const line = row
      .replace(/(?:^|\s)[;#].*$/, '')
      .replace(/;.*$/, '')
      .trim();
    if (line === '') continue;
    const header = /^\[([^\]]*)\]$/.exec(line);
    if (header !== null) current = header[1] ?? '';
    const section = sections.get(current) ?? new Map<string, string[]>();
    sections.set(current, section);
    if (header !== null) continue;
    const [, key, value = ''] = /^([^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) throw new SyntaxError(`no assignment: ${line}`);
    const bare = value.replace(/^(["'`])(.*)\1$/, '$2').replace(/\\$/, '');
    section.set(key, [...(section.get(key) ?? []), bare]);
  }
  return sections;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' };

const unescape = (text: string): string =>
  text.replace(/\\(?:u([\da-fA-F]{4})|([^]))/g, (_, hex: string | undefined, one: string) =>
    hex === undefined ? (ESCAPES[one] ?? one) : String.fromCharCode(parseInt(hex, 16)),
  );

/** `java.util.Properties.load` for a file in ISO-8859-1: a character beyond ASCII would be something else to it. */
export function readProperties(text: string): Map<string, string> {
  const all = new Map<string, string>();
  if (/[^\n -~]/.test(text)) throw new SyntaxError('not ASCII');
  for (const row of text.split('\n')) {
    const line = row.replace(/^[ \t\f]+/, '');
    if (line === '' || /^[#!]/.test(line)) continue;
    const [, key = '', value = ''] =
      /^((?:\\[^]|[^\\ \t\f=:])*)[ \t\f]*[=:]?[ \t\f]*([^]*)$/.exec(line) ?? [];
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(value)) throw new SyntaxError('the line continues');
    all.set(unescape(key), unescape(value));
  }
  return all;
}
