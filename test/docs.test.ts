import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGGREGATOR_CALLS, CONTROL_POLICY_CALLS } from '../rule/account/aggregated/permissions.ts';
import { EVALUATOR_CALLS } from '../rule/account/permissions.ts';
import { DELIVERY_CALLS } from '../rule/account/telemetry/permissions.ts';
import { parsePolicyDocument } from '../rule/core/iam/policy-document.ts';
import { DEFAULT_PARAMETERS } from '../rule/core/parameters.ts';
import { useCli } from './cli/run-cli.ts';
import { synthesized } from './infra/synthesized.ts';

const cli = useCli();
const DOCS = readdirSync('docs').filter((name) => name.endsWith('.md'));
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...DOCS.map((name) => `docs/${name}`)];
/** What `npm start` prints is shown under the command that runs it. */
const START = 'evaluate test/fixtures/sample-organization --at 2026-11-20T12:00:00Z';

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): readonly Block[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...blocks].map(([, language = '', text = '']) => ({ language, text }));
}

/** The commands of a block that need no AWS. */
function commandsIn({ language, text }: Block): readonly string[] {
  if (language !== 'sh') return [];
  const lines = text.split('\n').filter((line) => !/# .*needs AWS/.test(line));
  return lines.flatMap((line) => {
    if (line.startsWith('npm ci && npm start')) return [START];
    const [, command] = /^(?:npm run --silent cli --|npx lambda-active-tracing) (.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [command];
  });
}

/** The lines that are shown of an output: `…` stands for those that are left out. */
function shownIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '…' && line.trim() !== '');
}

describe.each(PAGES)('%s', (page) => {
  it('leads only to pages and headings that are there', () => {
    for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = '', heading] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      expect(existsSync(file), target).toBe(true);
      if (heading === undefined) continue;
      const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
        text
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(headings, target).toContain(heading);
    }
  });
});

describe.each(PAGES.filter((page) => blocksOf(page).some((block) => commandsIn(block).length > 0)))(
  'the commands of %s',
  (page) => {
    it('run, and print what is shown under them', async () => {
      for (const name of ['test', 'docs']) {
        if (!existsSync(cli.path(name))) symlinkSync(join(process.cwd(), name), cli.path(name));
      }
      // Every page begins where a reader does.
      rmSync(cli.path('evidence'), { recursive: true, force: true });
      let printed = '';
      for (const block of blocksOf(page)) {
        for (const command of commandsIn(block)) {
          const args = command.replace(/\s+#.*$/, '').split(/\s+/);
          const { exitCode, stdout, stderr } = await cli.run(args, '', {}, cli.path('.'));
          expect(command.startsWith('evidence verify') ? [0] : [0, 1], `${command}: ${stderr}`).toContain(exitCode);
          printed += stdout;
        }
        if (block.language !== 'text' || printed === '') continue;
        for (const line of shownIn(block.text)) {
          expect(printed.split('\n'), page).toContain(line);
        }
      }
    }, 60_000);
  },
);

describe('docs/parameters.md', () => {
  const page = readFileSync('docs/parameters.md', 'utf8');
  const { member } = synthesized();
  it.each([...Object.keys(DEFAULT_PARAMETERS), ...Object.keys(member.Parameters ?? {})])('has a row for %s', (name) => {
    expect(page).toMatch(new RegExp(`\\| \`${name}\` \\|`));
  });
});

describe('docs/reasons.md', () => {
  it('has a heading for each reason of the verdict table, in its order', () => {
    const headings = [...readFileSync('docs/reasons.md', 'utf8').matchAll(/^## (\S+)$/gm)].map(([, reason]) => reason);
    const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, reason]) => reason);
    expect(headings).toEqual(rows);
    expect(rows).toHaveLength(11);
  });
});

describe('docs/permissions.md', () => {
  const policies = blocksOf('docs/permissions.md').filter(({ language }) => language === 'json');
  it.each<[whose: string, index: number, calls: object]>([
    ['the evaluator', 0, EVALUATOR_CALLS],
    ['a reader of an organization', 1, { ...AGGREGATOR_CALLS, ...CONTROL_POLICY_CALLS }],
  ])('grants %s the actions of the calls in the code, and no other', (_whose, index, calls) => {
    const { Statement } = JSON.parse(policies[index]?.text ?? '{}');
    const granted = Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(granted.sort()).toEqual(Object.keys(calls).sort());
  });
});

describe('docs/delivery-and-cost.md', () => {
  it('grants the actions of the calls in the code, and no other', () => {
    const [policy] = blocksOf('docs/delivery-and-cost.md').filter(({ language }) => language === 'json');
    const { Statement } = JSON.parse(policy?.text ?? '{}');
    const granted = Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(granted.sort()).toEqual(Object.keys(DELIVERY_CALLS).sort());
  });
});

describe('docs/threat-model.md', () => {
  const policies = blocksOf('docs/threat-model.md').filter(({ language }) => language === 'json');
  it.each(policies.map(({ text }) => [text.match(/"Sid": "(\w+)"/)?.[1], text]))(
    'the policy %s can be stored by IAM, and only denies',
    (_, text = '') => {
      const document = parsePolicyDocument(text, 'organization');
      expect(document.kind).not.toBe('unreadable');
      expect(text).not.toMatch(/"Allow"/);
    },
  );
  it('has one for each of the four ways', () => {
    expect(policies).toHaveLength(4);
  });
});
