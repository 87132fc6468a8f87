/** A case file: a sentence that says what must hold, then sections `-- path --`. */
export interface Case {
  readonly claim: string;
  /** `site.yaml`, and what lies in the site's folder: `site/extensions.conf` */
  readonly inputs: ReadonlyMap<string, string>;
}

const HEAD = /^-- (.+) --$/;

/** Reads the inputs of a case; what was expected before is not read but made anew and compared. */
export function readCase(text: string): Case {
  const inputs = new Map<string, string>();
  let claim = '';
  let section: string | null = null;
  for (const line of text.split('\n')) {
    const head = HEAD.exec(line)?.[1];
    if (head !== undefined) {
      section = isInput(head) ? head : '';
      if (section !== '') inputs.set(section, '');
    } else if (section === null) claim += `${line}\n`;
    else if (section !== '') inputs.set(section, `${inputs.get(section) ?? ''}${line}\n`);
  }
  return {
    claim: claim.trim(),
    inputs: new Map([...inputs].map(([path, content]) => [path, `${content.trimEnd()}\n`])),
  };
}

const isInput = (path: string): boolean =>
  path === 'site.yaml' || path.startsWith('site/') || path.startsWith('base/');

/** The functions of a generated script, in a diff or alone: they would be most of every case, and stand in out/. */
const SAME_IN_EVERY_SCRIPT =
  /^([+-]?)# (?:Words about what is done|--- Words to people, and to the journal)[^]*?^\1main "\$@"\n/gm;

export const withoutFunctions = (text: string): string => text.replace(SAME_IN_EVERY_SCRIPT, '$1…\n');

export function writeCase({ claim, inputs }: Case, outputs: ReadonlyMap<string, string>): string {
  const sections = [...inputs, ...outputs].map(
    ([path, content]) => `-- ${path} --\n${withoutFunctions(content)}`,
  );
  return `${claim}\n\n${sections.join('\n')}`;
}
