import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** What the files of a room may import: rooms, files, or packages; `node:` stands for the modules of Node.js. */
const MAY_IMPORT = {
  'rule/core': [],
  'rule/recorded': ['rule/core'],
  'rule/planned': ['rule/core', 'js-yaml'],
  'rule/account': ['rule/core', 'rule/recorded', '@aws-sdk/*', 'node:'],
  'rule/lambda': ['rule/core', 'rule/recorded', 'rule/account', '@aws-sdk/*', 'aws-lambda', 'node:'],
  'rule/security-hub': ['rule/core', 'rule/account', '@aws-sdk/*'],
  'rule/cli': [
    'rule/core',
    'rule/recorded',
    'rule/account',
    'rule/planned',
    'package.json',
    '@commander-js/extra-typings',
    'csv-stringify',
    'web-tree-sitter',
    'node:',
  ],
  infra: ['rule/account/permissions.ts', 'package.json', 'aws-cdk-lib', 'constructs', 'cdk-nag', 'js-yaml', 'node:'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Room = keyof typeof MAY_IMPORT;

const ROOMS = Object.keys(MAY_IMPORT) as readonly Room[];

/** Rooms whose answers hang on nothing but what they are given. */
const PURE: readonly Room[] = ['rule/core', 'rule/recorded', 'rule/planned'];

/** Words that reach for the clock, chance, the machine, the network or the screen. */
const IMPURE =
  /\b(Date\.now|new Date\(\)|performance|Math\.random|crypto|set(?:Timeout|Interval|Immediate)|queueMicrotask|process|globalThis|console|fetch|Buffer|require)\b(?!['":])/;

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function filesOf(room: Room): readonly string[] {
  return filesBelow(room);
}

/** Everything a file imports, as a path from the root, a package name, or `node:`. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [
    ...text.matchAll(/^(?:import|export)\s(?:[\w*{}\s,]*?\sfrom\s)?\s*'([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map(([, loaded, lazily]) => loaded ?? lazily ?? '');
  return found.map((specifier) => {
    if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier));
    return specifier.startsWith('node:') || builtinModules.includes(specifier) ? 'node:' : specifier;
  });
}

function mayImport(room: Room, imported: string): boolean {
  return [room, ...MAY_IMPORT[room]].some(
    (allowed) =>
      imported === allowed ||
      imported.startsWith(`${allowed}/`) ||
      (allowed.endsWith('/*') && imported.startsWith(allowed.slice(0, -1))),
  );
}

/** Code without comments and texts, where such words say nothing. */
function codeOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

describe('the walls between the rooms', () => {
  it.each(ROOMS)('%s imports only what it may', (room) => {
    const files = filesOf(room);
    const broken = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => !mayImport(room, imported))
        .map((imported) => `${file} > ${imported}`),
    );

    expect(files.length).toBeGreaterThan(3);
    expect(broken).toEqual([]);
  });

  it.each(PURE)('%s has no clock, chance, timer, environment, network or output', (room) => {
    const impure = filesOf(room).flatMap((file) => {
      const word = IMPURE.exec(codeOf(file))?.[0];
      return word === undefined ? [] : [`${file}: ${word}`];
    });

    expect(impure).toEqual([]);
  });

  it('what is deployed knows nothing of CloudWatch metrics and X-Ray: rule/account/telemetry is for the command line', () => {
    const deployed = ['rule/lambda', 'rule/security-hub', 'infra'] as const;
    const outside = filesOf('rule/account').filter((file) => !file.startsWith('rule/account/telemetry/'));
    const broken = [...deployed.flatMap(filesOf), ...outside].filter((file) =>
      importsOf(file).some((imported) => imported.startsWith('rule/account/telemetry/')),
    );

    expect(broken).toEqual([]);
  });

  it('every file of the rule is in a room', () => {
    const homeless = filesBelow('rule').filter((file) => !ROOMS.some((room) => file.startsWith(`${room}/`)));

    expect(homeless).toEqual([]);
  });
});
