/** A rule as nft reads it: its words with sets spelt out, and what its comment says. */
export interface NftRule {
  readonly chain: string;
  /** `tcp dport 22 accept`; a set is one word `{ a, b }` */
  readonly words: readonly string[];
  readonly comment: string | null;
  /** from 1 */
  readonly line: number;
}

const TOKEN = /#[^\n]*|"[^"]*"|[{},;]|[^\s{},;"#]+(?:,[^\s{},;"#]+)*|\n/g;

/** The rules of a file of nftables, in order. Throws a SyntaxError where braces or quotes do not match. */
export function readNftables(text: string): readonly NftRule[] {
  const rules: NftRule[] = [];
  const blocks: string[] = [];
  let words: string[] = [];
  let line = 1;
  const end = (): void => {
    const chain = blocks.find((block) => block.startsWith('chain '))?.slice(6);
    const at = words.indexOf('comment');
    if (chain !== undefined && words.length > 0 && words[0] !== 'type' && words[0] !== 'policy')
      rules.push({
        chain,
        words: at === -1 ? words : words.slice(0, at),
        comment: at === -1 ? null : unquoted(words[at + 1] ?? ''),
        line,
      });
    words = [];
  };
  for (const token of tokens(text)) {
    if (token === '\n') {
      if (!isSet(words)) end();
      line += 1;
    } else if (token.startsWith('#')) continue;
    else if (token === ';') end();
    else if (token === '{' && isBlock(words)) {
      blocks.push(words.join(' '));
      words = [];
    } else if (token === '}' && !isSet(words)) {
      end();
      if (blocks.pop() === undefined) throw new SyntaxError(`line ${line}: no block is open here`);
    } else if (isSet(words)) {
      const open = words.pop() ?? '';
      words.push(token === '}' ? `${open} }` : token === ',' ? `${open},` : `${open} ${token}`);
    } else words.push(token);
  }
  if (blocks.length > 0) throw new SyntaxError(`the block "${blocks.join(' ')}" is not closed`);
  return rules;
}

function tokens(text: string): readonly string[] {
  const found = text.match(TOKEN) ?? [];
  const lost = text.replaceAll(TOKEN, '').trim();
  if (lost !== '') throw new SyntaxError(`a string is not closed: ${lost}`);
  return found;
}

const isBlock = ([first]: readonly string[]): boolean => first === 'table' || first === 'chain';
const isSet = (words: readonly string[]): boolean => {
  const last = words.at(-1) ?? '';
  return last.startsWith('{') && !last.endsWith('}');
};
const unquoted = (word: string): string => (word.startsWith('"') ? word.slice(1, -1) : word);
