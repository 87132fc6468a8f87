import { expect, test } from 'vitest';
import { packagesOf } from '../../src/site/platform/packages.ts';
import { compiled } from '../compiled.ts';

const SITE = (platform: string): string => `sitewright: 1
site: example
title: Example
hosts:
  web1: {platform: ${platform}, addresses: {lan: 192.0.2.4}, sysctls: {vm.swappiness: 10}}
  bare: {platform: debian-12, addresses: {lan: 192.0.2.5}}
  odd: {platform: other, addresses: {lan: 192.0.2.6}}
secrets: {app_db_password: {for: password of app}}
datastores:
  main:
    engine: postgresql
    version: '9.6'
    on: web1
    databases: {app: {owner: app, extensions: [hstore, plperl]}}
    users: {app: {password: {secret: app_db_password}}}
  cache: {engine: redis, version: '7.0', on: web1}
stacks: {main: {on: odd, directory: /opt/main}}
services: {app: {container: {image: example/app, tag: 2.4.1}}}
`;

test.each([
  ['debian-12', ['postgresql-9.6', 'postgresql-plperl-9.6', 'procps', 'redis-server']],
  ['ubuntu-22.04', ['postgresql-9.6', 'postgresql-plperl-9.6', 'procps', 'redis-server']],
  ['sles-12', ['postgresql96-contrib', 'postgresql96-plperl', 'postgresql96-server', 'procps', 'redis']],
])('the packages of a host of %s follow from what the site puts on it', async (platform, expected) => {
  const { site, diagnostics } = await compiled(SITE(platform));
  expect(diagnostics.map(({ code }) => code)).toEqual([]);
  const all = site?.hosts.map((host) => packagesOf(site, host).map(({ value }) => value)) ?? [];
  expect(all).toEqual([expected, [], []]);
});

test('a package names every place that it is owed to', async () => {
  const { site } = await compiled(SITE('debian-12'));
  const [host] = site?.hosts ?? [];
  if (!site || !host) throw new Error('the site does not compile');
  const placesOf = (name: string): readonly string[] =>
    packagesOf(site, host)
      .filter(({ value }) => value === name)
      .flatMap(({ from }) => from.map(({ at }) => at.source.text.slice(at.start, at.end)));
  expect(placesOf('postgresql-9.6')).toEqual(
    expect.arrayContaining(['postgresql', 'debian-12', "'9.6'", 'hstore']),
  );
  expect(placesOf('procps')).toEqual(['vm.swappiness', 'debian-12']);
});

test('a stack brings Docker from its own archive', async () => {
  const { site } = await compiled(SITE('debian-12').replace('on: odd', 'on: bare'));
  const names = site?.hosts.map((host) => packagesOf(site, host).map(({ value }) => value));
  expect(names?.[1]).toEqual(['containerd.io', 'docker-ce', 'docker-ce-cli', 'docker-compose-plugin']);
});
