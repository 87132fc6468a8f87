import { error } from '../../diagnostic.ts';
import { originsOf, owedTo, type Fact } from '../../fact.ts';
import { entriesOf, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { containerOf } from '../derived/container.ts';
import { afterOf, mountsOf, type Neighbour } from '../derived/keeps.ts';
import { originIn, type Running } from './known.ts';
import { healthOf, portsOf } from '../derived/listens.ts';
import { runningIn, type Asked } from './running.ts';

/** A service as if everything that follows from its program had been written. */
export interface Expanded {
  readonly name: Fact<string>;
  readonly said: Located<M.Service>;
  /** null for a service of which nothing is known but what is said */
  readonly running: Running | null;
}

/**
 * Services with what follows from their programs: container, ports, health, mounts and order. Variables follow later,
 * since they refer to the whole site. A service whose program cannot be told is left out.
 */
export function expanded(said: Located<M.SiteManifest>, asked: Asked): readonly Expanded[] {
  const all = entriesOf(said.services).flatMap(({ name, value }): Neighbour[] => {
    const running = runningIn(value, name, asked);
    return running === undefined ? [] : [{ name, said: value, running }];
  });
  return all.map((one) => ({ ...one, said: whole(one, all, asked) }));
}

function whole(one: Neighbour, all: readonly Neighbour[], asked: Asked): Located<M.Service> {
  const { said, running } = one;
  const { diagnostics } = asked;
  const ports = portsOf(said, running, diagnostics);
  // A process keeps its state on its host, and needs no image.
  const isContainer = !said.external && !said.process;
  const container = running && isContainer ? containerOf(said, running, diagnostics) : said.container;
  if (container && !container.image && !container.from)
    diagnostics.push(
      running
        ? error('missing-image', keyOf(said), `What is known of ${running.program.title} names no image.`, {
            help: 'Say `container: {image: …, tag: …}`.',
          })
        : error('schema/says-none', keyOf(container), '"container" says none of "from" or "image".', {
            help: 'Say exactly one of them.',
          }),
    );
  const health = running ? healthOf(said, running) : said.health;
  const mounts = running && isContainer ? mountsOf(said, running, diagnostics) : said.mounts;
  const after = afterOf(one, all);
  return {
    ...said,
    ...(ports && { ports }),
    ...(container && { container }),
    ...(health && { health }),
    ...(mounts && { mounts }),
    ...(after && { after }),
    ...(running?.duty?.said.ends && !said.restart && { restart: ended(running, running.duty.name) }),
  };
}

/** What ends by itself would otherwise be started again and again. */
const ended = (running: Running, duty: Fact<string>): Fact<'no'> =>
  owedTo('no', () => originsOf(duty, running.name, { from: [originIn(running, duty.value)] }));
