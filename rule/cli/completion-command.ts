import { Argument, type Command, type Option } from '@commander-js/extra-typings';
import { RULE_NAME } from './version.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** A command by the words that call it, with what can follow them. */
interface Completed {
  readonly words: readonly string[];
  readonly description: string;
  readonly subcommands: readonly string[];
  readonly options: readonly Option[];
}

/** `completion SHELL` prints what completes commands, options and their choices there; anything else is a file's name. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
bash: eval "$(${RULE_NAME} completion bash)" in ~/.bashrc
zsh:  eval "$(${RULE_NAME} completion zsh)" in ~/.zshrc, after compinit
fish: ${RULE_NAME} completion fish > ~/.config/fish/completions/${RULE_NAME}.fish`,
    )
    .action((shell) => {
      process.stdout.write(SCRIPTS[shell](commandsOf(program)));
    });
}

const SCRIPTS = { bash, zsh, fish } as const satisfies Record<Shell, (commands: readonly Completed[]) => string>;

function commandsOf(program: Command): readonly Completed[] {
  const below = (command: Command, words: readonly string[]): readonly Completed[] => {
    const subcommands = command.commands.map((each) => each as unknown as Command);
    const own: Completed = {
      words,
      description: command.description(),
      subcommands: subcommands.map((each) => each.name()),
      options: command.options as unknown as readonly Option[],
    };
    return [own, ...subcommands.flatMap((each) => below(each, [...words, each.name()]))];
  };
  return below(program, []);
}

function namesOf({ short, long }: Option): readonly string[] {
  return [short, long].filter((name) => name !== undefined && name !== null);
}

/** What bash and zsh share: the words that may stand at a place, by the command and the word before. */
function wordCases(commands: readonly Completed[]): string {
  const choices = new Map<string, string>();
  for (const option of commands.flatMap(({ options }) => options)) {
    if (option.argChoices === undefined) continue;
    // An option of several commands has all their choices here.
    const names = namesOf(option).join('|');
    const all = new Set([...(choices.get(names)?.split(' ') ?? []), ...option.argChoices]);
    choices.set(names, [...all].join(' '));
  }
  const values = [...choices].map(([names, words]) => `    ${names}) words='${words}' ;;\n`).join('');
  // The longest names first: `evidence verify` before `evidence`.
  const longestFirst = commands.toSorted((one, other) => other.words.length - one.words.length);
  const others = longestFirst.map(({ words, subcommands, options }) => {
    const pattern = words.length === 0 ? '*' : `"${words.join(' ')}"*`;
    return `      ${pattern}) words='${[...subcommands, ...options.flatMap(namesOf)].join(' ')}' ;;\n`;
  });
  return `  case "$before" in\n${values}    *) case "$line" in\n${others.join('')}    esac ;;\n  esac\n`;
}

const FUNCTION = `_${RULE_NAME.replaceAll('-', '_')}`;

function bash(commands: readonly Completed[]): string {
  return `${FUNCTION}() {
  local words='' current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}"
  local line="\${COMP_WORDS[*]:1:COMP_CWORD - 1}"
${wordCases(commands)}  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F ${FUNCTION} ${RULE_NAME}
`;
}

function zsh(commands: readonly Completed[]): string {
  return `#compdef ${RULE_NAME}
${FUNCTION}() {
  local words_='' before="\${words[CURRENT - 1]}" line="\${words[2,CURRENT - 1]}"
${wordCases(commands).replaceAll("words='", "words_='")}  compadd -- \${=words_}
  _files
}
compdef ${FUNCTION} ${RULE_NAME}
`;
}

function fish(commands: readonly Completed[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ words, description, options }) => {
    const [parent, name] = [words.slice(0, -1), words.at(-1)];
    const seen = (each: readonly string[]) => each.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const where = parent.length === 0 ? '__fish_use_subcommand' : seen(parent);
    const own = name === undefined ? [] : [`-n ${quoted(where)} -a ${name} -d ${quoted(description)}`];
    const given = options.map((option) => {
      const names = [option.short && `-s ${option.short.slice(1)}`, option.long && `-l ${option.long.slice(2)}`];
      const values =
        option.argChoices === undefined ? (option.required ? '-r' : '') : `-xa ${quoted(option.argChoices.join(' '))}`;
      const condition = words.length === 0 ? '' : `-n ${quoted(seen(words))}`;
      return [condition, ...names, values, `-d ${quoted(option.description)}`].filter((part) => part).join(' ');
    });
    return [...own, ...given];
  });
  return lines.map((line) => `complete -c ${RULE_NAME} ${line}\n`).join('');
}
