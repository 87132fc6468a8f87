const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_RELA = 7;
const DT_RELASZ = 8;
/** R_X86_64_RELATIVE and R_AARCH64_RELATIVE: "here goes the address of that" */
const RELATIVE = new Set([8, 1027]);
const RELA_SIZE = 24;

interface Segment {
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/**
 * Every name in the tables of an nginx program or module. nginx keeps a name as its length and a pointer (ngx_str_t),
 * so a name is where a relocation's target is a C string of exactly the length that stands before the pointer. Plain
 * scanning for strings misses names: the linker keeps `root` only as the end of `document_root`.
 * @param elf a 64 bit little endian ELF file, elf(5)
 */
export function namesIn(elf: Buffer): Set<string> {
  const word = (at: number): number => Number(elf.readBigUInt64LE(at));
  const segments: Segment[] = [];
  const tags = new Map<number, number>();
  for (let count = elf.readUInt16LE(56), at = word(32); count > 0; count--, at += elf.readUInt16LE(54)) {
    const segment = { offset: word(at + 8), address: word(at + 16), size: word(at + 32) };
    const type = elf.readUInt32LE(at);
    if (type === PT_LOAD) segments.push(segment);
    if (type !== PT_DYNAMIC) continue;
    for (let tag = segment.offset; tag < segment.offset + segment.size; tag += 16)
      tags.set(word(tag), word(tag + 8));
  }
  const inFile = (address: number): number | null => {
    const home = segments.find((one) => address >= one.address && address < one.address + one.size);
    return home === undefined ? null : address - home.address + home.offset;
  };
  const names = new Set<string>();
  const first = inFile(tags.get(DT_RELA) ?? 0) ?? 0;
  for (let at = first; at < first + (tags.get(DT_RELASZ) ?? 0); at += RELA_SIZE) {
    if (!RELATIVE.has(elf.readUInt32LE(at + 8))) continue;
    const pointer = inFile(word(at));
    const target = inFile(word(at + 16));
    if (pointer === null || target === null || pointer < 8) continue;
    const text = elf.toString('latin1', target, elf.indexOf(0, target));
    if (word(pointer - 8) === text.length && /^[a-z][a-z0-9_]*$/.test(text)) names.add(text);
  }
  return names;
}
