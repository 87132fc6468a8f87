import { error, nowhere } from '../diagnostic.ts';
import { rules } from '../rules/index.ts';
import type { Call } from '../console/io.ts';
import { OUT } from '../console/project.ts';
import { report } from '../console/report.ts';
import { didYouMean } from '../source/suggest.ts';
import { explainArtifact, placeIn } from './explain/artifact.ts';
import { explainManifest, manifestLineIn } from './explain/manifest.ts';
import { ruleText } from './explain/rule.ts';

/** Says where a line of an artifact comes from, what a line of a manifest decides, or what a rule means. */
export async function explain(call: Call): Promise<number> {
  const word = call.words[0] ?? '';
  const rule = rules.find(({ id }) => id === word);
  if (rule !== undefined) {
    call.io.out(ruleText(rule, call.format));
    return 0;
  }
  const said = manifestLineIn(word);
  if (said !== null) return explainManifest(said, call);
  const place = placeIn(word);
  if (place !== null) return explainArtifact(place, call);
  const ids = rules.map(({ id }) => id);
  await report(call, [
    error(
      'explain/unknown',
      nowhere(word),
      `${JSON.stringify(word)} is neither a file below ${OUT}/, nor a line of a manifest, nor a rule.${didYouMean(word, ids)}`,
      { help: `Write a file and a line, such as ${OUT}/ooy/web1/etc/nginx/nginx.conf:14.` },
    ),
  ]);
  return 2;
}
