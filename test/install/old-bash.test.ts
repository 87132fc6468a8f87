import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT } from '../compiled.ts';

/**
 * The oldest bash that an install meets is 4.3, of SLES 12; Ubuntu 18.04 has 4.4. Neither can be had here, so what a newer
 * one brought is looked for: what NEWS of bash says came with which version.
 */
const NEWER: readonly (readonly [version: string, what: string, pattern: RegExp])[] = [
  ['4.4', '${x@Q} and other transformations', /\$\{[A-Za-z_][A-Za-z0-9_]*(\[[^\]]*\])?@[A-Za-z]\}/],
  ['4.4', 'mapfile -d', /\b(?:mapfile|readarray)\b[^\n|;&<]* -[a-z]*d/],
  ['4.4', 'local -', /\blocal -(?:[\s;]|$)/],
  ['4.4', 'shopt inherit_errexit', /\binherit_errexit\b/],
  ['5.0', 'EPOCHSECONDS, EPOCHREALTIME, BASH_ARGV0', /\b(?:EPOCHSECONDS|EPOCHREALTIME|BASH_ARGV0)\b/],
  ['5.0', 'wait -f', /\bwait\b[^\n;&|]* -[a-z]*f/],
  ['5.1', 'SRANDOM', /\bSRANDOM\b/],
  ['5.1', 'wait -p', /\bwait\b[^\n;&|]* -[a-z]*p/],
  ['5.2', 'shopt patsub_replacement, varredir_close', /\b(?:patsub_replacement|varredir_close)\b/],
  ['5.3', '${ command; }', /\$\{[ |]/],
];

/** Arrays that are never empty where all of their members are named, with the reason. */
const NEVER_EMPTY: Readonly<Record<string, string>> = {
  as_server: 'written out',
  words: 'read from a row of a table, or of the state, which has no empty ones',
  retirement: 'asked for its length before',
  faults: 'asked for its length before',
  processes: 'asked for its length before',
  front: 'the parts of an IPv4 address',
};

/** Before 4.4 all members of an empty array are an unbound variable under `set -u`. */
const ALL_MEMBERS = /(?<!\+)"\$\{([a-z_]+)\[[@*]\](?:[#%/][^}]*)?\}"/g;

const below = (folder: string): readonly string[] =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));

const scripts = [
  ...below('out').filter((path) => path.endsWith('/install')),
  ...below('templates/install').filter((path) => path.endsWith('.hbs') && !path.includes('secrets.list')),
].sort();

const newer = (text: string): readonly string[] => [
  ...NEWER.filter(([, , pattern]) => text.split('\n').some((line) => pattern.test(line))).map(
    ([version, what]) => `${version}: ${what}`,
  ),
  ...[...text.matchAll(ALL_MEMBERS)].flatMap(([all, name = '']) =>
    name in NEVER_EMPTY ? [] : [`4.4: ${all} where it is empty`],
  ),
];

it.each(scripts)('%s needs no bash that is newer than 4.3', (path) => {
  expect(newer(readFileSync(join(PROJECT, path), 'utf8'))).toEqual([]);
});

it.each([
  'echo "${x@Q}"',
  'mapfile -t -d "" x',
  'f() { local -; }',
  'echo $EPOCHSECONDS',
  'wait -n -p pid',
  'for one in "${hidden[@]}"; do :; done',
  'kill "${pids[@]#/proc/}"',
])('what a newer one brought is found: %s', (line) => {
  expect(newer(line)).toHaveLength(1);
});

it.each([
  'for one in ${hidden[@]+"${hidden[@]}"}; do :; done',
  'for one in "${!plan[@]}"; do :; done',
  'wait "$pid"',
])('what 4.3 has is let through: %s', (line) => {
  expect(newer(line)).toEqual([]);
});
