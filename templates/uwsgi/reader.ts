/** One option, as uWSGI reads it; `line` counts from 1. */
export interface UwsgiOption {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Reads the section `uwsgi` of an ini file as uWSGI does, without a look at the quoters: first each `%` with the character
 * behind it (magic_sub() in core/config.c; of the names that are filled in only `%%` is known here), then lines.
 * Throws a SyntaxError for a `%` of another name.
 */
export function readUwsgi(text: string): UwsgiOption[] {
  const found: UwsgiOption[] = [];
  let section = '';
  text.split('\n').forEach((row, index) => {
    for (const [pair] of row.matchAll(/%[\s\S]?/g))
      if (pair !== '%%')
        throw new SyntaxError(`uwsgi.ini, line ${index + 1}: ${JSON.stringify(pair)} is filled in.`);
    const plain = row.replaceAll('%%', '%').trim();
    if (plain === '' || /^[#;]/.test(plain)) return;
    if (plain.startsWith('[')) {
      section = plain.slice(1, -1);
      return;
    }
    const end = plain.indexOf('=');
    const name = (end === -1 ? plain : plain.slice(0, end)).trimEnd();
    const value = end === -1 ? '' : plain.slice(end + 1).trim();
    if (section === 'uwsgi') found.push({ name, value, line: index + 1 });
  });
  return found;
}
