import type { Fact, Value } from '../../src/fact.ts';
import type { Service } from '../../src/site/model.ts';

/** Every value of a service that compose interpolates: each may hold secrets. */
export function valuesOf(service: Service): readonly Fact<Value>[] {
  const argv = [service.command, service.entrypoint].flatMap((words) =>
    words === null ? [] : 'value' in words ? [words] : words,
  );
  const health = service.health?.test.kind === 'words' ? service.health.test.words : [];
  return [
    ...service.env.map(({ value }) => value),
    ...service.labels.map(({ value }) => value),
    ...argv,
    ...health,
  ];
}
