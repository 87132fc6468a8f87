import { expect, test } from 'vitest';
import type { Program, Variable } from '../../src/site/program/program.ts';
import { defaultIn, has, imageIn, isKnown } from '../../src/site/program/version.ts';
import { PROGRAMS } from './data.ts';

function programOf(name: string): Program {
  const program = PROGRAMS.get(name);
  if (!program) throw new Error(`there is no program ${name}`);
  return program;
}
function variableOf(program: string, name: string): Variable {
  const variable = programOf(program).variables[name];
  if (!variable) throw new Error(`${program} has no variable ${name}`);
  return variable;
}

test.each([
  ['courier', '6.4.0', 'praekeltfoundation/courier:6.4.0'],
  ['courier', '7.0.0', 'praekeltfoundation/courier:v7.0.0'],
  ['mailroom', '6.4.3', 'praekeltfoundation/mailroom:6.4.3'],
  ['mailroom', '8.0.0', 'praekeltfoundation/mailroom:v8.0.0'],
  ['rp-indexer', '6.4.0', 'praekeltfoundation/rp-indexer:6.4.0'],
  ['rapidpro', '6.4.8', 'praekeltfoundation/rapidpro:v6.4.8'],
  ['casepro', '1.3.13', 'praekeltfoundation/casepro-docker:v1.3.13'],
  ['contentrepo', '0.0.41', 'praekeltfoundation/contentrepo:v0.0.41'],
  ['elasticsearch', '5.6.16', 'docker.elastic.co/elasticsearch/elasticsearch:5.6.16'],
  ['elasticsearch', '7.10.1', 'elasticsearch:7.10.1'],
])('the image of %s %s is %s', (name, version, expected) => {
  const { image } = programOf(name);
  if (!image) throw new Error(`${name} has no image`);
  const { name: repository, tag } = imageIn(image, version);
  expect(`${repository}:${tag.replace('{version}', version)}`).toBe(expected);
});

test.each([
  ['courier', 'COURIER_REDIS', '5.4.9', 'redis://localhost:6379/0'],
  ['courier', 'COURIER_REDIS', '5.5.0', 'redis://localhost:6379/15'],
  ['courier', 'COURIER_REDIS', '10.1.7', 'redis://localhost:6379/15'],
  ['courier', 'COURIER_REDIS', '10.2.0', null],
  ['courier', 'COURIER_VALKEY', '10.1.7', null],
  ['courier', 'COURIER_VALKEY', '10.2.0', 'valkey://localhost:6379/15'],
  ['courier', 'COURIER_VALKEY', '26.0.3', 'valkey://valkey:6379/15'],
  ['courier', 'COURIER_S3_MEDIA_BUCKET', '7.5.80', 'courier-media'],
  ['courier', 'COURIER_S3_MEDIA_BUCKET', '8.0.0', null],
  ['courier', 'COURIER_S3_ATTACHMENTS_BUCKET', '8.0.0', 'courier-media'],
  ['courier', 'COURIER_S3_ATTACHMENTS_BUCKET', '9.3.2', 'temba-attachments'],
  ['courier', 'COURIER_INTERNET_PORT', '26.3.9', null],
  ['mailroom', 'MAILROOM_WEBHOOKS_MAX_BODY_BYTES', '10.1.0', '1MiB'],
  ['mailroom', 'MAILROOM_WEBHOOKS_MAX_BODY_BYTES', '10.2.0', '256KiB'],
  ['mailroom', 'MAILROOM_MAX_STEPS_PER_SPRINT', '7.5.0', 100],
  ['mailroom', 'MAILROOM_MAX_STEPS_PER_SPRINT', '26.1.0', 200],
  ['mailroom', 'MAILROOM_WEBHOOKS_MAX_RETRIES', '10.3.0', undefined],
  ['rp-archiver', 'ARCHIVER_EXIT_ON_COMPLETION', '7.3.0', false],
  ['rp-archiver', 'ARCHIVER_ONCE', '7.3.0', null],
  ['elasticsearch', 'xpack.security.enabled', '7.10.1', false],
  ['elasticsearch', 'xpack.security.enabled', '8.0.0', true],
])('of %s, %s at %s is %j by itself; null where it is not there', (program, name, version, expected) => {
  const variable = variableOf(program, name);
  expect(isKnown(programOf(program), version)).toBe(true);
  expect(has(version, variable) ? defaultIn(variable, version).default : null).toBe(expected);
});

test('versions that nobody has seen are unknown', () => {
  const unknown = ['1.9.9', '10.4.0', '25.0.0', '26.4.0', '27.0'];
  expect(unknown.filter((version) => isKnown(programOf('courier'), version))).toEqual([]);
});
