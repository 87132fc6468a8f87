/** How programs read variables: written from their sources' behaviour, sharing nothing with what writes them. */

/** strconv.ParseBool of Go; null where the program stops. */
export function goBool(text: string): boolean | null {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : null;
}

/** `getenv(NAME) == word` */
export const equals =
  (word: string) =>
  (text: string): boolean =>
    text === word;

/** django-environ, Env.BOOLEAN_TRUE_STRINGS */
export const environBool = (text: string): boolean =>
  ['true', 'on', 'ok', 'y', 'yes', '1'].includes(text.toLowerCase());

/** ast.literal_eval, and then whatever Python takes for true */
export function literalBool(text: string): boolean {
  if (text === 'True') return true;
  return text === 'False' || text === '' || text === 'None' ? false : text !== '0';
}

/** Elasticsearch, Booleans.parseBoolean; null where the program stops. */
export const javaBool = (text: string): boolean | null =>
  text === 'true' ? true : text === 'false' ? false : null;

/** One record of Go's encoding/csv, whose fields ezconf trims. Quotes are read as Go does; null for its errors. */
export function csvLine(text: string): readonly string[] | null {
  if (text === '') return [];
  const fields: string[] = [];
  let rest = text;
  for (;;) {
    if (rest.startsWith('"')) {
      const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest);
      if (!quoted) return null;
      fields.push((quoted[1] ?? '').replaceAll('""', '"'));
      if (quoted[2] === '') return fields.map((one) => one.trim());
      rest = rest.slice(quoted[0].length);
    } else {
      const end = rest.indexOf(',');
      const field = end === -1 ? rest : rest.slice(0, end);
      if (field.includes('"')) return null;
      fields.push(field);
      if (end === -1) return fields.map((one) => one.trim());
      rest = rest.slice(end + 1);
    }
  }
}

/** str.split(separator) of Python; an empty text is no list of one empty item to programs that ask first. */
export const split = (text: string, separator: string): readonly string[] =>
  text === '' ? [] : text.split(separator);

/** time.ParseDuration of Go, in milliseconds; null for its errors. */
export function goDuration(text: string): number | null {
  if (!/^([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+$/.test(text)) return null;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return [...text.matchAll(/([0-9]+)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? NaN),
    0,
  );
}
