import { LineCounter, isAlias, isMap, isPair, isScalar, parseDocument, visit, type Document } from 'yaml';
import { error, type Diagnostic, type Result, type Source, type Span } from '../diagnostic.ts';
import { UNPRINTABLE } from '../format/place.ts';
import { DEEPEST, LARGEST, type Node, type Pair } from './tree.ts';

/**
 * YAML 1.2 with the parts left out that other readers understand differently: aliases, directives, tags, several
 * documents, tabs, and numbers whose text would be lost.
 */
export function parse(source: Source): Result<Node> {
  if (source.text.length > LARGEST)
    return failed(
      error(
        'yaml/too-large',
        { source, start: 0, end: 0 },
        `The file has ${source.text.length} characters; the limit is ${LARGEST}.`,
        {
          help: 'Move data that is not configuration out of the manifest.',
        },
      ),
    );
  const unprintable = unprintableIn(source);
  if (unprintable) return failed(unprintable);
  const lineCounter = new LineCounter();
  const document = parseDocument(source.text, {
    lineCounter,
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    uniqueKeys: false,
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
  });
  const diagnostics = [...tabs(source, document), ...syntax(source, document)];
  if (diagnostics.length > 0) return { value: null, diagnostics };
  if (document.contents === null)
    return failed(
      error('yaml/empty', { source, start: 0, end: 0 }, 'The manifest is empty.', {
        help: 'Start with `sitewright: 1`, or run `sitewright new site NAME`.',
      }),
    );
  const tree = convert(document.contents, source, diagnostics);
  return { value: diagnostics.length === 0 ? tree : null, diagnostics };
}

const failed = (diagnostic: Diagnostic): Result<Node> => ({ value: null, diagnostics: [diagnostic] });

function unprintableIn(source: Source): Diagnostic | null {
  const found = UNPRINTABLE.exec(source.text);
  if (!found) return null;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const at = { source, start: found.index, end: found.index + 1 };
  return code === '000D'
    ? error('yaml/carriage-return', at, 'The file has Windows line ends.', {
        help: 'Save it with LF line ends.',
      })
    : error('yaml/control-character', at, `The file holds the control character U+${code}.`, {
        help: 'Remove it; inside double quotes a control character is written as \\u and four digits.',
      });
}

function* syntax(source: Source, document: Document.Parsed): Generator<Diagnostic> {
  if (/^%/.test(source.text) || document.directives.yaml.explicit)
    yield error(
      'yaml/directive',
      { source, start: 0, end: source.text.search(/\n|$/) },
      'Directives are not part of the manifest language.',
      {
        why: 'A %YAML directive changes what `no` and `on` mean.',
        help: 'Remove the line.',
      },
    );
  const tabbed = source.text.includes('\t');
  for (const fault of [...document.errors, ...document.warnings]) {
    if (tabbed && (fault.code === 'TAB_AS_INDENT' || fault.code === 'BAD_INDENT')) continue;
    const code = `yaml/${fault.code.toLowerCase().replaceAll('_', '-')}`;
    const help =
      fault.code === 'MULTIPLE_DOCS'
        ? 'One file is one manifest: remove the line `---` and what follows it, or move it to a file of its own.'
        : null;
    const message =
      fault.code === 'MULTIPLE_DOCS' ? 'A second document begins here.' : sentence(fault.message);
    // What is missing at the end of a text stands behind it.
    const [start, end] = fault.pos.map((one) => Math.min(one, source.text.length));
    yield error(code, { source, start: start ?? 0, end: end ?? 0 }, message, { help });
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Tabs, except in the lines of block scalars, which are the text of some other program. */
function* tabs(source: Source, document: Document.Parsed): Generator<Diagnostic> {
  if (!source.text.includes('\t')) return;
  const blocks: (readonly [number, number])[] = [];
  visit(document, {
    Scalar(_, node) {
      if (node.range && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'))
        blocks.push([node.range[0], node.range[1]]);
    },
  });
  for (const { index } of source.text.matchAll(/\t+/g)) {
    if (blocks.some(([start, end]) => index >= start && index < end)) continue;
    yield error('yaml/tab', { source, start: index, end: index + 1 }, 'A tab stands here.', {
      why: 'YAML readers disagree about the width of a tab.',
      help: 'Use blanks; inside double quotes write \\t.',
    });
    return;
  }
}

type YamlNode = NonNullable<Document.Parsed['contents']>;

function convert(node: YamlNode, source: Source, diagnostics: Diagnostic[], depth = 0): Node {
  const at: Span = { source, start: node.range[0], end: trimmed(source, node.range[0], node.range[1]) };
  if (depth > DEEPEST) {
    diagnostics.push(
      error('yaml/too-deep', at, `More than ${DEEPEST} maps and lists are nested here.`, {
        help: 'Close what was left open.',
      }),
    );
    return { kind: 'scalar', value: null, at, overrides: [] };
  }
  if (isAlias(node) || node.anchor !== undefined) {
    diagnostics.push(
      error(
        'yaml/alias',
        at,
        isAlias(node)
          ? `The alias *${node.source} is not part of the manifest language.`
          : `The anchor &${node.anchor} is not part of the manifest language.`,
        {
          why: 'An alias copies text; a fact that two places share has a name in the manifest.',
          help: 'Put shared variables under `envSets`, shared headers under `headerSets`, and shared parts of sites into a parent (`extends`).',
        },
      ),
    );
    return { kind: 'scalar', value: null, at, overrides: [] };
  }
  if (node.tag !== undefined)
    diagnostics.push(
      error('yaml/tag', at, `The tag ${node.tag} is not part of the manifest language.`, {
        help: 'Remove it.',
      }),
    );
  if (isScalar(node))
    return scalar(node.value, node.type === 'PLAIN' ? (node.source ?? '') : null, at, diagnostics);
  if (!isMap(node)) {
    const items = node.items
      .filter((item) => !isPair(item))
      .map((item) => convert(item, source, diagnostics, depth + 1));
    return { kind: 'list', items, at: node.flow ? at : upTo(at, items.at(-1)), overrides: [] };
  }
  const entries = new Map<string, Pair>();
  for (const pair of node.items) {
    const key = {
      source,
      start: pair.key.range[0],
      end: trimmed(source, pair.key.range[0], pair.key.range[1]),
    };
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    if (name === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN')
      diagnostics.push(
        error('yaml/merge', key, 'The merge key << is not part of the manifest language.', {
          why: 'YAML 1.2 has no merge key; some readers merge, and others make a key of it.',
          help: 'Write the entries out, or put what sites share into a parent (`extends`).',
        }),
      );
    if (name === '__proto__')
      diagnostics.push(
        error('yaml/reserved-key', key, 'The key __proto__ cannot be used.', {
          why: 'In JavaScript it is no name like others, and what stands under it could be lost.',
          help: 'Use another name.',
        }),
      );
    const before = entries.get(name);
    if (before)
      diagnostics.push(
        error('yaml/duplicate-key', key, `The key "${name}" stands twice in one map.`, {
          related: [{ at: before.key, message: 'It stands here first.' }],
          help: 'Keep one of them.',
        }),
      );
    const value: Node =
      pair.value === null
        ? { kind: 'scalar', value: null, at: key, overrides: [] }
        : convert(pair.value, source, diagnostics, depth + 1);
    entries.set(name, { key, value });
  }
  const last = [...entries.values()].at(-1);
  return { kind: 'map', entries, at: node.flow ? at : upTo(at, last?.value), overrides: [] };
}

/** A block collection ends with its last value; the library counts comments that follow it. */
const upTo = (at: Span, last: Node | undefined): Span => (last ? { ...at, end: last.at.end } : at);

const trimmed = (source: Source, start: number, end: number): number =>
  start + source.text.slice(start, end).trimEnd().length;

/** Plain words that YAML 1.1 readers take for booleans, times and dates. */
const AMBIGUOUS = /^(y|n|yes|no|on|off|[0-9]+(:[0-5]?[0-9])+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|=|<<)$/i;

function scalar(value: unknown, plainText: string | null, at: Span, diagnostics: Diagnostic[]): Node {
  if (typeof value === 'number' && plainText !== null && String(value) !== plainText)
    diagnostics.push(
      error('yaml/lossy-number', at, `The number ${plainText} would be read as ${String(value)}.`, {
        help: `Quote it: "${plainText}".`,
      }),
    );
  if (typeof value === 'string' && plainText !== null && AMBIGUOUS.test(value))
    diagnostics.push(
      error('yaml/ambiguous', at, `The word ${value} means different things to different YAML readers.`, {
        why: 'YAML 1.1 reads it as a boolean, a time or a date, YAML 1.2 as text.',
        help: `Quote it: "${value}".`,
      }),
    );
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return { kind: 'scalar', value, at, overrides: [] };
  throw new Error(`the YAML core schema has no scalar of type ${typeof value}`);
}
