const BINARY: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const DECIMAL: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes of an amount as manifests write it. */
export function inBytes(size: string): number {
  const unit = size.replace(/^[\d.]+/, '');
  const factor = BINARY[unit] ?? DECIMAL[unit];
  if (factor === undefined) throw new Error(`no unit: ${size}`);
  return Number.parseFloat(size) * factor;
}

/** Bytes of an amount as docker's log drivers read it: units.FromHumanSize of docker/go-units counts by 1000. */
export function logBytes(size: string): number {
  const [, number, unit = ''] = /^(\d+)([kmg]?)$/.exec(size) ?? [];
  if (number === undefined) throw new Error(`no size of a log: ${size}`);
  return Number(number) * { '': 1, k: 1e3, m: 1e6, g: 1e9 }[unit as '' | 'k' | 'm' | 'g'];
}

/** A span of time as manifests write it, in the words of Go's Duration.String. */
export function goDuration(said: string): string {
  const unit: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  let left = 0;
  for (const [, number, name = ''] of said.matchAll(/(\d+)(ms|[dhms])/g))
    left += Number(number) * (unit[name] ?? Number.NaN);
  if (left < 1000) return `${left}ms`;
  const hours = Math.floor(left / 3_600_000);
  const minutes = Math.floor((left % 3_600_000) / 60_000);
  const seconds = `${(left % 60_000) / 1000}s`;
  return hours > 0 ? `${hours}h${minutes}m${seconds}` : minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** The words of a line in which no character is escaped: pieces in quotes are joined with what stands beside them. */
export const shellWords = (line: string): readonly string[] =>
  (line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []).map((word) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
