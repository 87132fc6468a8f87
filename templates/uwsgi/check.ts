import { error, type Diagnostic } from '../../src/diagnostic.ts';
import { keyIn, keyOf } from '../../src/manifest/located.ts';
import type { Site } from '../../src/site/model.ts';
import { bytesOf } from '../../src/site/spelling/units.ts';
import { nearest, type Vocabulary } from './vocabulary.ts';
import { LISTENS, type Running } from './view.ts';

const PORTS = '`ports` and `sockets` of the service';

/** Options that the compiler writes itself, and what to say instead. */
const OWNED: Readonly<Record<string, string>> = {
  ...{ module: '`module`', 'wsgi-file': '`wsgiFile`', chdir: '`workingDirectory` of the process' },
  ...{ virtualenv: '`virtualenv`', venv: '`virtualenv`', home: '`virtualenv`', pyhome: '`virtualenv`' },
  ...{ pythonpath: '`pythonPath`', 'python-path': '`pythonPath`', pp: '`pythonPath`' },
  ...{ plugin: '`plugins`', plugins: '`plugins`', strict: 'nothing: it is always on' },
  ...{ processes: '`processes`', workers: '`processes`', p: '`processes`', threads: '`threads`' },
  ...{ 'enable-threads': '`enableThreads`', harakiri: '`harakiri`', 'max-requests': '`maxRequests`' },
  ...{ 'buffer-size': '`bufferSize`', 'post-buffering': '`postBuffering`', listen: '`listen`' },
  ...{ socket: PORTS, 'uwsgi-socket': PORTS, 'http-socket': PORTS, 'fastcgi-socket': PORTS },
  ...{ 'chmod-socket': '`socketMode`', chmod: '`socketMode`', master: '`master`', vacuum: '`vacuum`' },
  ...{ 'die-on-term': '`dieOnTerm`', 'need-app': '`needApp`', 'lazy-apps': '`lazyApps`' },
  ...{ 'disable-logging': '`logRequests`', logto: '`logTo`', stats: '`stats`', 'stats-server': '`stats`' },
  ...{ env: '`env`', pidfile: '`pidFile` of the process' },
  ...{ uid: '`user` of the process', gid: '`group` of the process', ini: 'one file' },
};

/** uWSGI keeps the length of a head in 16 bits. */
const LONGEST_HEAD = 65_535;

/** Findings about uWSGI: options that it does not know, and a service that nobody can reach. */
export function* check(site: Site, vocabulary: () => unknown): Generator<Diagnostic> {
  for (const [index, service] of site.services.entries()) {
    const { process: own, name } = service;
    // On the other node of a pair everything is said by the same words.
    if (!own?.uwsgi || site.services.findIndex((one) => one.name === name) !== index) continue;
    yield* checkOne({ service, uwsgi: own.uwsgi }, vocabulary);
  }
}

function* checkOne({ service, uwsgi: { said } }: Running, vocabulary: () => unknown): Generator<Diagnostic> {
  const ends = [...service.ports, ...service.sockets];
  if (!ends.some((end) => end.said.speaks.value in LISTENS) && !listensBySettings(said.settings))
    yield error('uwsgi/without-listener', keyOf(said), `${service.name.value} listens nowhere.`, {
      why: 'Its workers start, and no request ever reaches them.',
      help: 'Say `sockets: {uwsgi: {path: /run/…, speaks: uwsgi}}` or a port at the service.',
    });
  const { bufferSize, settings } = said;
  if (bufferSize && bytesOf(bufferSize.value) > LONGEST_HEAD)
    yield error(
      'uwsgi/buffer-too-large',
      bufferSize.from[0]?.at ?? keyOf(said),
      `${bufferSize.value} is more than the ${LONGEST_HEAD} bytes that the head of a request may have.`,
      { help: 'Say 32KiB, or less.' },
    );
  for (const name of Object.keys(settings ?? {})) {
    const at = settings ? (keyIn(settings, name) ?? keyOf(settings)) : keyOf(said);
    const instead = Object.hasOwn(OWNED, name) ? OWNED[name] : undefined;
    if (instead !== undefined) {
      yield error('uwsgi/owned-option', at, `\`${name}\` is written by the compiler.`, {
        why: 'Written twice, one of the two would be lost or both would be taken.',
        help: `Use ${instead}.`,
      });
      continue;
    }
    // The registry hands each target its own vocabulary.json.
    const { versions, options } = vocabulary() as Vocabulary;
    if (Object.hasOwn(options, name)) continue;
    const near = nearest(name, Object.keys(options));
    yield error('uwsgi/unknown-option', at, `\`${name}\` is no option that uWSGI knows.`, {
      why: 'uWSGI would end at once; without `strict` it would take the name for a variable of its own.',
      help: near ? `Did you mean ${near}?` : `Asked were uWSGI ${versions.join(', ')}.`,
    });
  }
}

const listensBySettings = (settings: object | undefined): boolean =>
  Object.keys(settings ?? {}).some((name) => /^(https?|.*-socket)$/.test(name));
