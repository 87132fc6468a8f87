import type { Service, Site } from '../model.ts';

/** Whether a process ends by itself, or is started by something else than the boot: it is not there all the time. */
export const comesAndGoes = (site: Pick<Site, 'timers'>, service: Service): boolean =>
  service.process?.said.type.value === 'oneshot' ||
  service.said.runs.value === 'onDemand' ||
  service.process?.said.watch !== undefined ||
  service.process?.said.socket !== undefined ||
  site.timers.some((timer) => timer.service === service);
