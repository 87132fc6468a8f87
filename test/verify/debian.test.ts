import { describe, expect, test } from 'vitest';
import { archiveIn, aptSays } from '../../src/verify/debian/suite.ts';

const answer = (stderr: string, status = 100) => ({ status, signal: null, stdout: '', stderr, late: false });

describe('the archive of a host', () => {
  test.each([
    [
      'a deb822 file whose first stanza is the security archive',
      'Types: deb\nURIs: http://mirror.test/security\nSuites: bookworm-security\nComponents: main\n\n' +
        'Types: deb\n# a snapshot\nURIs: http://mirror.test/debian\nSuites: bookworm bookworm-updates\nSigned-By: /k.gpg\n',
      { uri: 'http://mirror.test/debian', keyring: '/k.gpg' },
    ],
    [
      'a deb822 file without a key',
      'Types: deb\nURIs: http://mirror.test/debian\nSuites: trixie\n',
      { uri: 'http://mirror.test/debian', keyring: null },
    ],
    [
      'one-line style with options',
      '# deb http://old.test/debian trixie main\ndeb-src http://src.test/debian trixie main\n' +
        'deb http://mirror.test/sec trixie-security main\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.test/debian trixie main\n',
      { uri: 'http://mirror.test/debian', keyring: '/k.gpg' },
    ],
    [
      'one-line style',
      'deb http://mirror.test/debian bookworm main',
      { uri: 'http://mirror.test/debian', keyring: null },
    ],
    ['a file without an archive', '# moved to debian.sources\n', null],
  ])('%s', (_, text, expected) => {
    expect(archiveIn(text)).toEqual(expected);
  });
});

test.each([
  [
    'its errors',
    answer('N: a note\nE: Unable to locate package nope\n'),
    'apt-get says: Unable to locate package nope',
  ],
  ['no apt-get', answer('', 127), 'This host has no apt-get; fetch programs on a Debian host.'],
  ['no words', answer(''), 'apt-get ended with status 100.'],
  ['no end', { ...answer('', 0), late: true }, 'apt-get did not end in time.'],
])('apt-get fails with %s', (_, said, expected) => {
  expect(aptSays(said)).toBe(expected);
});
