import type { Origin } from '../fact.ts';
import type { LineOrigins } from '../render/artifact.ts';

/**
 * What a line is owed to, the most specific place first: a value before its service, and that before what the whole file
 * is owed to. A place is the more specific the fewer lines are owed to it.
 * @param line from 1
 */
export function originsOfLine(lines: readonly LineOrigins[], line: number): readonly Origin[] {
  const counts = new Map<string, number>();
  for (const { origins } of lines)
    for (const origin of origins) counts.set(keyOf(origin), (counts.get(keyOf(origin)) ?? 0) + 1);
  const often = (origin: Origin): number => counts.get(keyOf(origin)) ?? 0;
  return [...(lines[line - 1]?.origins ?? [])].sort((a, b) => often(a) - often(b));
}

const keyOf = ({ at }: Origin): string => `${at.source.name}:${at.start}:${at.end}`;
