import { fact, type Fact } from '../../src/fact.ts';
import { PHASES, type Command, type Piece, type Unit, type Word } from '../../src/target/effects.ts';
import { owed, type View, type ViewMap } from '../../src/target/target.ts';

/** The units of a host as they are told: by their phases, in a phase by their names. */
export const inOrder = (units: readonly Unit[]): readonly Unit[] =>
  [...units].sort(
    (a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) || (a.name.value < b.name.value ? -1 : 1),
  );

/** The commands of all units, as the branches of one `case` for each kind. */
export function unitsView(units: readonly Unit[]): ViewMap {
  const branches = <T>(commands: (unit: Unit) => readonly T[], view: (command: T) => ViewMap): View =>
    units
      .filter((unit) => commands(unit).length > 0)
      .map((unit) => owed(unit.from, { name: unit.name, commands: commands(unit).map(view) }));
  return {
    checks: branches(
      ({ check }) => check,
      (command) => commandView(command, wordInPieces),
    ),
    trials: units.flatMap(({ name, from, trial }) => (trial ? [owed(from, { name, ...trial })] : [])),
    admitting: units.flatMap(({ name, from, admits }) => (admits.length > 0 ? [owed(from, { name })] : [])),
    makes: branches(
      ({ make }) => make,
      (one) => ({ words: one.words.map(plainWord), unless: one.unlessThere }),
    ),
    applies: branches(
      ({ apply }) => apply,
      (command) => commandView(command, plainWord),
    ),
    retires: units.flatMap(({ name, from, retire }) =>
      retire ? [owed(from, { name, ...inWords(retire.words) })] : [],
    ),
  };
}

function commandView(command: Command, word: (word: Word) => View): ViewMap {
  const { words, until, where } = command;
  const verb = fact(until === undefined ? 'run' : 'run_until');
  const said: readonly Word[] = until === undefined ? words : [fact(until), ...words];
  return {
    verb,
    words: said.map(word),
    image: command.image ?? null,
    where: where ? { prints: fact(where.prints), words: where.words.map(plainWord) } : null,
  };
}

const piecesOf = (word: Word): readonly Piece[] => ('value' in word ? [word] : word);

function wordInPieces(word: Word): ViewMap {
  const [first, ...rest] = piecesOf(word).map((piece): ViewMap =>
    'staged' in piece ? { staged: piece.staged, text: null } : { staged: null, text: piece },
  );
  return { first: first ?? { staged: null, text: fact('') }, rest };
}

function inWords(words: readonly Word[]): ViewMap {
  const [first, ...rest] = words.map(plainWord);
  return { first: first ?? null, rest };
}

/** A word of a command that runs when the files are in place. */
function plainWord(word: Word): ViewMap {
  const pieces = piecesOf(word).map((piece): Fact<string> => {
    if ('staged' in piece)
      throw new Error(`${piece.staged.value} is not staged any more when a unit is told`);
    return piece;
  });
  const from = pieces.flatMap((piece) => piece.from);
  return { text: { value: pieces.map(({ value }) => value).join(''), from } };
}
