import { map, type Fact, type Value } from '../../src/fact.ts';
import type { Data, Serialiser, Sink } from '../../src/format/data.ts';
import { refuseShape, text } from '../../src/format/text.ts';

/** Text as it is, ended by a newline. @param begin how a comment line begins; null for a format without comments */
export function plainText(begin: string | null): Serialiser {
  return {
    id: 'text',
    comment: begin === null ? null : (words) => `${begin} ${words}`,
    placesMark: true,
    write: (data, sink, mark) => write(data, sink, mark),
  };
}

function write(data: Data, sink: Sink, mark: string | null): void {
  const leaf = 'list' in data || 'map' in data ? null : data;
  if (!leaf || leaf.value === null)
    return refuseShape(
      sink,
      data,
      'text',
      'is no text',
      'Write the text as one value, or choose another format.',
    );
  const whole: Fact<Value> = { value: leaf.value, from: leaf.from };
  const script = typeof leaf.value === 'string' && leaf.value.startsWith('#!');
  // The kernel looks for an interpreter in the first two bytes of a file.
  if (script) emitLine(sink, map(whole, firstLine));
  if (mark !== null) sink.text(`${mark}\n`);
  emitLine(sink, script ? map(whole, rest) : whole);
}

const firstLine = (value: Value): string => linesOf(value).slice(0, 1).join('');
const rest = (value: Value): string => linesOf(value).slice(1).join('\n');
const linesOf = (value: Value): readonly string[] => (typeof value === 'string' ? value.split('\n') : []);

function emitLine(sink: Sink, fact: Fact<Value>): void {
  sink.emit(fact, text);
  if (!endsInNewline(fact.value)) sink.text('\n');
}

function endsInNewline(value: Value): boolean {
  const last = typeof value === 'object' ? value.at(-1) : value;
  return typeof last === 'string' && last.endsWith('\n');
}
