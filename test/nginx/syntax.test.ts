import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/fact.ts';
import { syntax } from '../../templates/nginx/syntax.ts';
import { fill } from './fill.ts';

describe('the place of a value follows from the text before it', () => {
  test.each<[string, (string | null)[]]>([
    ['listen @;', ['argument']],
    ['listen @ @;', ['argument', 'argument']],
    ['listen [::]:@;', ['bare']],
    ['proxy_pass http://@:@/;', ['bare', 'bare']],
    ['return 200 "@ and @";', ['double', 'double']],
    ["log_format main '@';", ['single']],
    ['return 200 "it\'s @";', ['double']],
    ['return 200 "\\"@";', ['double']],
    ['# about @\nlisten @;', ['comment', 'argument']],
    ['listen 80; # @\n', ['comment']],
    ['add_header X-Site # @\n @;', ['comment', 'argument']],
    ['return 200 "# @";', ['double']],
    ['return 200 a#@;', ['bare']],
    ['@ @;', ['name', 'argument']],
    ['server { @ on; }', ['name']],
    ['upstream @ { server @:@; }', ['argument', 'argument', null]],
    ['location @ { }', ['path']],
    ['location = @ { }', ['path']],
    ['location ^~ @ { }', ['path']],
    ['location /@/ { }', ['bare']],
    ['location ~ @ { }', ['regex']],
    ['location ~* @ { }', ['regex']],
    ['location ~ ^/@ { }', ['regexBare']],
    ['location ~ "^/@$" { }', ['regexDouble']],
    ["location ~* '@$' { }", ['regexSingle']],
    ['location ~^/@ { }', ['regexBare']],
    ['rewrite @ @ last;', ['regex', 'argument']],
    ['rewrite ^/a$ /b/@ @;', ['bare', 'argument']],
    ['server_name @ ~@ "~@" a.@;', ['argument', 'regexBare', 'regexDouble', 'bare']],
    ['if ($host = @) { }', ['argument']],
    ['if ($uri ~ @) { }', ['regex']],
    ['if ($uri !~* @ ) { }', ['regex']],
    ['if ($uri !~* "@") { return 200 @; }', ['regexDouble', 'argument']],
    [
      'map $host $x { @ @; ~@ @; "~*@" "@"; a.@ 1; }',
      ['key', 'argument', 'regexBare', 'argument', 'regexDouble', 'double', 'bare'],
    ],
    ['geo $x { @ @; } listen @;', ['argument', 'argument', 'argument']],
    ['types { @ @; }', ['argument', 'argument']],
    ['set $@ 1;', ['variable']],
    ['set $api_@ 1;', ['variable']],
    ['set $api_@_b@ 1;', ['variable', 'variable']],
    ['return 200 "${api_@}@";', ['variable', 'double']],
    ['return 200 "$host-@";', ['double']],
    ['return 200 ${host}@;', ['bare']],
    ['location ~ a$@ { }', ['regexBare']],
    ['location / { proxy_pass @; }\nlocation ~ @ { }', ['argument', 'regex']],
    ['http { server { location / { } @ 1; } }', ['name']],
  ])('%s', (template, places) => {
    expect(fill(template).places).toEqual(places);
  });
});

describe('a template that nginx would misread is an error', () => {
  test.each([
    ['listen 80', 'incomplete'],
    ['return 200 "a;', 'incomplete'],
    ["return 200 'a;", 'incomplete'],
    ['server {', 'incomplete'],
    ['# a comment without its end', 'incomplete'],
    ['server { } }', 'error: `}` closes a block that this template did not open'],
    ['listen 80 }', 'error: a statement that is not closed by `;` before `}`'],
    [';', 'error: `;` where a statement should start'],
    ['server { } ;', 'error: `;` where a statement should start'],
    ['{ }', 'error: `{` where a statement should start'],
    [
      'listen @0;',
      'error: `0` directly after a value or a closing quote; put the whole parameter into one pair of quotes',
    ],
    [
      'return 200 "a"b;',
      'error: `b` directly after a value or a closing quote; put the whole parameter into one pair of quotes',
    ],
    ['return 200 "a"@;', 'no value may stand before `;`'],
    ['listen @@;', 'no value may stand before `;`'],
    ['proxy_@ 1;', 'no value may stand before ` 1;`'],
    ['return 200 a\\@;', 'no value may stand before `;`'],
    ['location ~ @{ }', 'error: a value directly before `{`; write a blank between them'],
    ['location ~ ^/@{ }', 'error: a value directly before `{`; write a blank between them'],
    [
      'return 200 @);',
      'error: `)` directly after a value or a closing quote; put the whole parameter into one pair of quotes',
    ],
  ])('%s', (template, wrong) => {
    expect(fill(template).wrong).toBe(wrong);
  });

  test('and stays one, whatever follows', () => {
    const state = syntax.advance(syntax.initial, '}');
    expect(syntax.advance(state, ' listen 80;')).toBe(state);
    expect(syntax.after(state)).toBe(state);
    expect(syntax.place(state)).toBeNull();
    expect(syntax.complete(state)).toBe(false);
  });
});

test('branches that end alike end in equal states', () => {
  const end = (text: string): string => syntax.advance(syntax.initial, text);
  expect(end('listen 80;\n')).toBe(end('listen 443 ssl;\n  http2 on;\n'));
  expect(end('listen 80 ')).toBe(end('root /srv '));
  expect(end('server { location / { } ')).toBe(end('server { '));
  expect(end('map $a $b { x y; ')).toBe(end('map $a $b { ~z "1"; '));
});

const request = (name: string): Value => [{ request: name }];

describe('a value is written so that nginx reads it back', () => {
  test.each<[string, Value, string]>([
    ['listen @;', 8417, 'listen 8417;'],
    ['gzip @;', true, 'gzip on;'],
    ['gzip @;', false, 'gzip off;'],
    ['a @;', '', 'a "";'],
    ['a @;', 'text/html', 'a text/html;'],
    ['a @;', 'two words', 'a "two words";'],
    ['a @;', 'a;b{c}', 'a "a;b{c}";'],
    ['a @;', '#fff', 'a "#fff";'],
    ['a @;', `it's "so"`, 'a "it\'s \\"so\\"";'],
    ['a @;', '\\d+\\', 'a "\\d+\\\\";'],
    ['a @;', '\\n\\\\', 'a "\\\\n\\\\\\\\";'],
    ['a @;', 'tab\there', 'a "tab\\there";'],
    ['a @;', 'é', 'a "é";'],
    ["a '@';", `it's "so"`, `a 'it\\'s "so"';`],
    ['a "@";', `it's "so"`, `a "it's \\"so\\"";`],
    ['a @;', request('host'), 'a $host;'],
    ['a @;', ['https://', { request: 'host' }, { request: 'requestUri' }], 'a https://$host$request_uri;'],
    [
      'a @;',
      ['https://', { request: 'host' }, { request: 'path' }, { request: 'query' }],
      'a https://$host$request_uri;',
    ],
    ['a @;', ['/f/', { request: 'capture.id' }, { request: 'query' }], 'a /f/$id$is_args$args;'],
    ['a @;', [{ request: 'host' }, 'y'], 'a ${host}y;'],
    ['a @;', [{ request: 'host' }, '.y z'], 'a "$host.y z";'],
    ['a @;', [{ request: 'capture.1' }, '0'], 'a $10;'],
    ['a "@b";', request('host'), 'a "${host}b";'],
    ['a "@";', request('capture.2'), 'a "$2";'],
    ['a http://@/;', request('host'), 'a http://${host}/;'],
    ['a @;', request('header.X-Forwarded-Proto'), 'a $http_x_forwarded_proto;'],
    ['a @;', request('cookie.sid'), 'a $cookie_sid;'],
    ['location ~ @ { }', '\\.php$', 'location ~ \\.php$ { }'],
    ['location ~ @ { }', '^/s/(?<id>\\w+)$', 'location ~ ^/s/(?<id>\\w+)$ { }'],
    ['location ~ @ { }', '^/a{2}$', 'location ~ "^/a{2}$" { }'],
    ['location ~ @ { }', '\\n"', 'location ~ "\\\\n\\"" { }'],
    ['location @ { }', '/a b', 'location "/a b" { }'],
    ['location @ { }', '/a$b', 'location "/a$b" { }'],
    ['map $a $b { @ 1; }', 'default', 'map $a $b { "\\default" 1; }'],
    ['map $a $b { @ 1; }', '~tilde', 'map $a $b { "\\~tilde" 1; }'],
    ['map $a $b { @ 1; }', 'US$', 'map $a $b { "US$" 1; }'],
    ['# for @\n', ['to ', { request: 'host' }], '# for to {host}\n'],
    ['@ 1;', 'proxy_buffers', 'proxy_buffers 1;'],
  ])('%s with %j', (template, value, text) => {
    expect(fill(template, [value])).toMatchObject({ text, wrong: null });
  });
});

describe('what nginx cannot say is refused', () => {
  test.each<[string, Value, RegExp]>([
    ['a @;', 'US$', /`\$`/],
    ['a "@";', 'US$', /`\$`/],
    ['a @;', 'two\nlines', /newline/],
    ['a @;', 'bell\u0007', /control/],
    ['a @;', 'a'.repeat(4001), /4096/],
    ['a @;', 'é'.repeat(2001), /4096/],
    ['a @;', 1e21, /1e\+21/],
    ['a @;', Number.NaN, /NaN/],
    ['a @;', [{ secret: 'token', alphabet: 'url-safe', encode: 'none' }], /secret token/],
    ['# @\n', [{ secret: 'token', alphabet: 'url-safe', encode: 'none' }], /secret token/],
    ['# @\n', 'two\nlines', /newline/],
    ['a @;', request('hosst'), /\{hosst\}/],
    ['a @;', request('capture.12'), /\{capture\.12\}/],
    ['a @;', request('header.x_y'), /\{header\.x_y\}/],
    ['a @;', request('constructor'), /\{constructor\}/],
    ['a @;', request('toString.x'), /\{toString\.x\}/],
    ['a "@";', true, /whole argument/],
    ['a x@;', 'b c', /without quotes/],
    ['location ~ @ { }', request('host'), /\{host\}/],
    ['location ~ @ { }', '', /empty/],
    ['location @ { }', '~ x', /starts with/],
    ['map $a $b { ~@ 1; }', 'a{2}', /without quotes/],
    ['@ 1;', 'Proxy', /directive name/],
    ['@ 1;', 'a; b', /directive name/],
    ['set $@ 1;', 'a-b', /variable name/],
  ])('%s with %j', (template, value, wrong) => {
    expect(fill(template, [value]).wrong).toMatch(wrong);
  });

  test('a near placeholder is offered', () => {
    const refused = syntax.places['argument']?.quote(request('hosst'));
    expect(refused).toMatchObject({ help: expect.stringContaining('Did you mean {host}?') as string });
  });
});
