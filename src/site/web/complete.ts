import type { Secret } from '../model.ts';
import type { Names } from '../names.ts';
import type { Draft } from '../service/drafts.ts';
import { derivedAfter, derivedMounts } from './derived.ts';
import type { VhostDraft, WebserverDraft } from './drafts.ts';
import { completeVhost, type Routed } from './routes.ts';

/** Gives virtual hosts their routes, and the services whose containers web servers run in what these need. */
export function completeWeb(
  vhosts: readonly VhostDraft[],
  webservers: readonly WebserverDraft[],
  drafts: readonly Draft[],
  known: Routed & { readonly secrets: Names<Secret> },
): void {
  for (const vhost of vhosts)
    completeVhost(vhost, webservers.find((one) => one === vhost.webserver) ?? lost(), known);
  for (const webserver of webservers) {
    if (!webserver.service) continue;
    const draft = drafts.find((one) => one === webserver.service) ?? lost();
    draft.webserver = webserver;
    draft.mounts = [...derivedMounts(webserver, known.secrets), ...draft.mounts];
    draft.after = [...draft.after, ...derivedAfter(webserver, draft)];
  }
}

const lost = (): never => {
  throw new Error('what a web server belongs to was lost');
};
