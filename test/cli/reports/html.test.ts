import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { html } from '../../../rule/cli/reports/html/markup.ts';
import { MEANINGS } from '../../../rule/cli/reports/html/reason-meanings.ts';
import { DAEMON_POLICY, deleted, functionItem, roleArn, roleItem, snapshot, tracingRole } from '../items.ts';
import { useCli } from '../run-cli.ts';
import {
  captured,
  evaluationPage,
  failingItems,
  flappingItems,
  HOSTILE,
  historyPage,
  hostileItems,
  manyItems,
} from './pages.ts';

describe('markup', () => {
  it('escapes what is not markup', () => {
    expect(html`<p title="${'"<&>\''}">${'<b>'}</p>`.html).toBe('<p title="&quot;&lt;&amp;&gt;&#39;">&lt;b&gt;</p>');
  });

  it('keeps markup, lists of it and numbers, and leaves nothing out but what is nothing', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>${undefined}${0}`.html).toBe('<ul><li>a</li><li>&lt;</li></ul>0');
  });
});

const EXEMPT = 'lambda-active-tracing-exempt';

/** The rows of the table of functions, as they are written. */
function rowsIn(page: string): readonly string[] {
  return [...page.matchAll(/<tr id="([^"]*)" class=/g)].map(([, address = '']) => address);
}

const PAGES = [
  ['history', historyPage],
  ['evaluate', evaluationPage],
] as const;

describe.each(PAGES)('the page of %s', (_command, page) => {
  it('has no tag or attribute that comes from a name', () => {
    const text = page(hostileItems(), HOSTILE.join(' '));
    const tags = new Set([...text.matchAll(/<([a-z0-9]+)/gi)].map(([, tag]) => tag?.toLowerCase()));
    expect([...tags].filter((tag) => tag === 'img' || tag === 'b')).toEqual([]);
    expect(text.match(/<script/gi)).toHaveLength(1);
    expect(text.match(/<style/gi)).toHaveLength(1);
    for (const hostile of HOSTILE) expect(text).not.toContain(hostile);
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('lets exactly its own style and script run, and needs nothing else', () => {
    const text = page([tracingRole(), functionItem('orders')]);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
    const hashOf = (tag: string) => {
      const content = new RegExp(String.raw`<${tag}>([\s\S]*?)</${tag}>`).exec(text)?.[1] ?? '';
      return `'sha256-${createHash('sha256').update(content).digest('base64')}'`.replaceAll("'", '&#39;');
    };
    expect(policy.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `style-src ${hashOf('style')}`,
      `script-src ${hashOf('script')}`,
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
    expect(text).not.toMatch(/\s(src|srcset|style|on\w+)=/);
    expect(text).not.toMatch(/@import|url\((?!#)/);
  });

  it('names the control, the parameters, the inputs with their SHA-256, the version and what was not visible', () => {
    const text = page([tracingRole(), functionItem('orders')], 'delivered/snapshot.json.gz');
    for (const said of [
      'Lambda.7',
      'CA-7',
      'LAMBDA_FUNCTION_XRAY_ENABLED',
      'exemptionTagKey',
      'delivered/snapshot.json.gz',
      'ab'.repeat(32),
      'Service control policies',
    ]) {
      expect(text, said).toContain(said);
    }
    expect(text).toMatch(/lambda-active-tracing \d+\.\d+\.\d+/);
    expect(text).toMatch(/AWS-managed policies as of<\/dt><dd>\d{4}-\d{2}-\d{2}/);
  });

  it.each([
    ['2 MB', 'of every kind', manyItems(5000), 2_000_000],
    ['4.6 MB', 'that all fail, with the longest names', failingItems(5000), 4_600_000],
    ['4.6 MB', 'that a role made change 60 times', flappingItems(5000, 60), 4_600_000],
  ])('is smaller than %s for 5,000 functions %s', (_size, _name, items, limit) => {
    const text = page(items);
    expect(rowsIn(text)).toHaveLength(5000);
    expect(Buffer.byteLength(text)).toBeLessThan(limit);
  });

  it('is a page when nothing was recorded', () => {
    const text = page([]);
    expect(text).toContain('<h1>No Lambda functions were recorded</h1>');
    expect(text.trimEnd().endsWith('</html>')).toBe(true);
    expect(text).not.toMatch(/<(form|input|select|thead class="functions)|id="(functions|places|why|reasons)"/);
  });
});

describe.each(PAGES)('addresses on the page of %s', (_command, page) => {
  const items = [
    ...hostileItems(),
    ...failingItems(40),
    captured('2026-10-20T00:00:00.000Z', functionItem('lone \ud800', { tracingConfig: null })),
    captured('2026-10-20T00:00:00.000Z', functionItem('exempt', {}, { tags: { [EXEMPT]: '2030-01-01 ann moves on' } })),
  ];

  it('lead to something, each id is there once, and none has a blank', () => {
    const text = page(items);
    const ids = [...text.matchAll(/ id=(?:"([^"]*)"|([^\s>"]+))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => /\s/.test(id))).toEqual([]);
    const targets = [...text.matchAll(/(?:href|data-search)=(?:"#([^"]*)"|#([^\s>"]+))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('are account, Region and name of every function', () => {
    expect(rowsIn(page([tracingRole(), functionItem('orders'), functionItem('a b')]))).toEqual([
      '111122223333/eu-west-1/a%20b',
      '111122223333/eu-west-1/orders',
    ]);
  });

  it('are there for every role, whether its functions are compliant or fail, at the first of them', () => {
    const place = { awsAccountId: '222233334444' };
    const text = page([
      tracingRole(),
      roleItem('poor'),
      ...['a', 'b'].map((name) => functionItem(name)),
      tracingRole(place),
      functionItem('c', {}, place),
      functionItem('d', { role: roleArn('poor') }),
    ]);
    expect(text.match(/ href="#role\/exec">role exec<\/a>/g)).toHaveLength(3);
    expect(text.match(/ id="role\/exec"/g)).toHaveLength(1);
    expect(text.match(/ href="#role\/poor">role poor<\/a>/g)).toHaveLength(1);
    expect(text.match(/ id="role\/poor"/g)).toHaveLength(1);
  });

  it('lead from the contents to every section, in its order', () => {
    const text = page(items);
    const contents = /<nav [\s\S]*?<\/nav>/.exec(text)?.[0] ?? '';
    const entries = [...contents.matchAll(/<a href="#([^"]*)">([^<]*)<\/a>/g)].map(([, id, title]) => [id, title]);
    const headings = [...text.matchAll(/<h2 id="([^"]*)">([^<]*)<\/h2>/g)].map(([, id, title]) => [id, title]);
    expect(headings.length).toBeGreaterThan(5);
    expect(entries).toEqual(headings);
  });

  it('lead from every reason to what it means, which is said once', () => {
    const text = page([functionItem('orders', { tracingConfig: null }), ...hostileItems()]);
    for (const reason of ['tracing-not-active', 'role-unknown', 'role-denied'] as const) {
      expect(text).toContain(`<a href="#${reason}">${reason}</a>`);
      expect(text.split(`<dt id="${reason}"><code>${reason}</code></dt><dd>`)).toHaveLength(2);
    }
    expect(text).not.toContain('<dt id="role-missing">');
  });
});

describe('the meaning of a reason', () => {
  const docs = readFileSync('docs/reasons.md', 'utf8').replaceAll('`', '').replace(/\s+/g, ' ');
  const documented = Object.entries(MEANINGS).filter(([reason]) => docs.includes(`## ${reason} `));
  it.each(documented)('%s is said in the words of docs/reasons.md', (reason, meaning) => {
    const section = docs.split(`## ${reason} `)[1]?.split(' ## ')[0] ?? '';
    const sentences = meaning.split(/(?<=\.) (?=[A-Z])/).map((sentence) => sentence.replace(/\.$/, ''));
    expect(sentences.filter((sentence) => !section.includes(sentence))).toEqual([]);
  });
  it('is there for each of the eleven', () => {
    expect(documented).toHaveLength(11);
  });
});

describe('the page of an evaluation', () => {
  it('leads from a function to the role behind its failure, and from there to the functions', () => {
    const text = evaluationPage([
      roleItem('poor'),
      ...['a', 'b'].map((name) => functionItem(name, { role: roleArn('poor') })),
    ]);
    expect(text.match(/<a href="#role\/poor">role poor<\/a>/g)).toHaveLength(2);
    expect(text).toContain('<tr role="row" id="role/poor">');
    expect(text).toContain('<a href="#functions" data-search="#role/poor">2</a>');
  });

  it('leads to a listed role from no other function than those it fails, which the list counts', () => {
    const place = { awsAccountId: '222233334444' };
    const text = evaluationPage([
      roleItem('poor'),
      ...['a', 'b'].map((name) => functionItem(name, { role: roleArn('poor') })),
      functionItem('exempt', { role: roleArn('poor') }, { tags: { [EXEMPT]: '2026-12-01 ann moves on' } }),
      functionItem('compliant', { role: roleArn('poor', place.awsAccountId) }, place),
      roleItem('poor', { attachedManagedPolicies: [{ policyName: 'X', policyArn: DAEMON_POLICY }] }, place),
    ]);
    expect(text).toContain(' class=na>');
    expect(text.match(/ href="#role\/poor">role poor<\/a>/g)).toHaveLength(2);
    expect(text).toContain('data-search="#role/poor">2</a>');
  });

  it('leads to a role that could not be known', () => {
    const text = evaluationPage(['a', 'b'].map((name) => functionItem(name, { role: undefined })));
    expect(text.match(/<a href="#role\/">roles that are not known<\/a>/g)).toHaveLength(2);
    expect(text).toContain('<tr role="row" id="role/">');
  });

  it('folds the Regions of an account into it, but for an account with one', () => {
    const items = ['us-east-1', 'eu-west-1'].map((awsRegion) => functionItem('orders', {}, { awsRegion }));
    const other = functionItem('orders', {}, { awsAccountId: '222233334444' });
    const text = evaluationPage([...items, other]);
    expect(text.match(/<details><summary class="place">/g)).toHaveLength(1);
    expect(text).toContain('<span class="mono">111122223333</span> 2 Regions');
    expect(text).toContain('<li class="place"><span><span class="mono">222233334444</span> eu-west-1</span>');
    expect(text).toContain('<option value="111122223333">111122223333, all Regions</option>');
  });
});

describe('the headline', () => {
  const denied = functionItem('denied', { tracingConfig: null });
  const deleted = { ...functionItem('gone'), configurationItemStatus: 'ResourceDeleted', configuration: null };
  const rows = [
    ['all sound', [tracingRole(), functionItem('a'), functionItem('b')], 'All 2 functions in scope can deliver traces'],
    ['one, and sound', [tracingRole(), functionItem('a'), deleted], 'The one function in scope can deliver traces'],
    ['one fails', [tracingRole(), functionItem('a'), denied], '1 of 2 functions in scope fails'],
    ['undecided counts as failing', [functionItem('a'), functionItem('b')], '2 of 2 functions in scope fail'],
    ['nothing in scope', [deleted], 'The control applies to no function'],
  ] as const;
  it.each(rows)('of an evaluation, %s', (_name, items, headline) => {
    expect(evaluationPage(items)).toContain(`<h1>${headline}</h1>`);
  });

  const atEnd = [
    [
      'all sound',
      [tracingRole(), functionItem('a'), functionItem('b')],
      'At the end all 2 functions in scope could deliver traces',
    ],
    ['one, and sound', [tracingRole(), functionItem('a')], 'At the end the one function in scope could deliver traces'],
    ['one fails', [tracingRole(), functionItem('a'), denied], '1 of 2 functions in scope fails at the end'],
    ['nothing in scope', [deleted], 'At the end the control applied to no function'],
  ] as const;
  it.each(atEnd)('of a history, %s', (_name, items, headline) => {
    expect(historyPage(items.map((item) => captured('2026-10-20T00:00:00.000Z', item)))).toContain(
      `<h1>${headline}</h1>`,
    );
  });
});

describe('the page of a history', () => {
  it('draws each failing function as long as its verdicts lasted, and says what changed', () => {
    const text = historyPage([
      captured('2026-10-20T00:00:00.000Z', functionItem('orders')),
      captured('2026-10-20T00:00:00.000Z', tracingRole()),
      captured('2026-11-03T12:00:00.000Z', roleItem('exec')),
      captured('2026-11-06T00:00:00.000Z', tracingRole()),
    ]);
    expect(text).toContain(
      '<rect class="com" x="0%" width="25%" height="100%"/><rect class="non" x="25%" width="25%" height="100%"/><rect class="com" x="50%" width="50%" height="100%"/>',
    );
    expect(text).toContain('Role exec was changed.');
  });

  it('says what the period came to in each place', () => {
    const items = [
      captured('2026-10-20T00:00:00.000Z', tracingRole()),
      captured('2026-10-20T00:00:00.000Z', functionItem('orders')),
      captured('2026-11-06T00:00:00.000Z', functionItem('orders', { tracingConfig: { mode: 'PassThrough' } })),
    ];
    const cells = ['eu-west-1', '1', '100.0 %', '0.0 %', '50.0 %', '5 d', '–'].map(
      (cell) => `<td role="cell">${cell}</td>`,
    );
    expect(historyPage(items)).toContain(
      `<th role="rowheader" scope="row" class="mono">111122223333</th>${cells.join('')}</tr>`,
    );
  });

  it('steps the coverage where it changed', () => {
    const text = historyPage([
      captured('2026-10-20T00:00:00.000Z', functionItem('orders')),
      captured('2026-10-20T00:00:00.000Z', functionItem('billing')),
      captured('2026-10-20T00:00:00.000Z', tracingRole()),
      captured('2026-11-06T00:00:00.000Z', functionItem('orders', { tracingConfig: { mode: 'PassThrough' } })),
    ]);
    expect(text).toContain('<path class="curve" d="M0 0H500V50H1000"/>');
    expect(text).toContain('Coverage: 100.0 % at the start, 50.0 % at the end, lowest 50.0 % from 2026-11-06 00:00');
  });
});

describe('the timelines', () => {
  const flapping = (name: string, changes: number, last: string) =>
    Array.from({ length: changes }, (_, index) => {
      const mode = index === changes - 1 ? last : ['Active', 'PassThrough'][index % 2];
      const at = new Date(Date.parse('2026-11-02T00:00:00.000Z') + index * 60_000).toISOString();
      return captured(at, functionItem(name, { tracingConfig: { mode } }));
    });
  const role = captured('2026-10-20T00:00:00.000Z', tracingRole());
  const timelineOf = (text: string, name: string) =>
    text.split('<article ').find((part) => part.includes(`/${name}">${name}</a></h3>`));
  const text = historyPage([
    role,
    ...flapping('flaps-and-fails', 1201, 'passive'),
    ...Array.from({ length: 30 }, (_, index) => flapping(`mended-${index}`, 120, 'Active')).flat(),
    captured('2026-11-01T12:00:00.000Z', functionItem('fails-for-longest', { tracingConfig: null })),
  ]);

  it('begin with what fails at the end, the longest failure first, however often it changed', () => {
    const names = [...text.matchAll(/<h3><a href="[^"]*">([^<]*)<\/a>/g)].map(([, name]) => name);
    expect(names.slice(0, 2)).toEqual(['fails-for-longest', 'flaps-and-fails']);
    expect(names.slice(2).every((name) => name?.startsWith('mended-'))).toBe(true);
  });

  it('say what is left out, and the table has it', () => {
    const told = text.match(/<article /g)?.length ?? 0;
    expect(told).toBeLessThan(32);
    expect(text).toContain(`${32 - told} functions that failed and no longer do so at the end cannot be told here`);
    expect(timelineOf(text, 'flaps-and-fails')).toContain('earlier verdicts not told here');
    expect(timelineOf(text, 'flaps-and-fails')?.match(/<li>/g)).toHaveLength(101);
    expect(rowsIn(text)).toHaveLength(32);
  });

  it('draw a short failure among many changes', () => {
    expect(timelineOf(text, 'flaps-and-fails')?.match(/<rect class="non"/g)?.length).toBeGreaterThan(0);
    expect(timelineOf(text, 'flaps-and-fails')?.match(/<rect/g)?.length).toBeLessThan(121);
  });

  it('are linked with the rows of the table, both ways', () => {
    const [, id] =
      /<article class="timeline" id=(t\d+)><header><h3><a href="#111122223333\/eu-west-1\/fails-for-longest">/.exec(
        text,
      ) ?? [];
    expect(text).toContain(
      `<tr id="111122223333/eu-west-1/fails-for-longest" class=non><th scope=row id=r0><a href="#${id}">fails-for-longest</a>`,
    );
  });

  it('name every function that fails at the end, in brief where there are too many', () => {
    const many = historyPage(failingItems(2000));
    const told = many.match(/<article /g)?.length ?? 0;
    const brief = [...many.matchAll(/<li id=t\d+ class=non><a href=#(r\d+)>/g)].map(([, row]) => row);
    expect(told).toBeGreaterThan(100);
    expect(told + brief.length).toBe(2000);
    expect(many).toContain(`<th scope=row id=${brief.at(-1)}>`);
    expect(many).not.toContain('cannot be told here');
  });

  it('write once what many functions have in common', () => {
    const text = historyPage(flappingItems(50, 100));
    expect(text.match(/<g id="c\d+">/g)).toHaveLength(1);
    expect(text.match(/<use href="#c0"\/>/g)).toHaveLength(49);
  });
});

describe('the coverage of a function that is not there all the time', () => {
  it('is drawn for the time in which it is there', () => {
    const text = historyPage([
      captured('2026-10-20T00:00:00.000Z', tracingRole()),
      captured('2026-11-03T12:00:00.000Z', functionItem('orders')),
      captured('2026-11-08T12:00:00.000Z', deleted(functionItem('orders'), '2026-11-08T12:00:00.000Z')),
    ]);
    expect(text).toContain('<path class="area" d="M250 0H750V100H250Z"/>');
    expect(text).toContain(
      'Coverage: none in scope at the start, none in scope at the end, lowest 100.0 % from 2026-11-03',
    );
  });
});

describe('one failure among thousands', () => {
  const sound = Array.from({ length: 3000 }, (_, i) => functionItem(`f${i}`));
  const items = [tracingRole(), ...sound, functionItem('bad', { tracingConfig: null })].map((item) =>
    captured('2026-10-20T00:00:00.000Z', item),
  );
  it.each(PAGES)('is not rounded away in the page of %s', (_command, page) => {
    expect(page(items)).toContain('<dd>99.9 %');
    expect(page(items)).not.toContain('<span class="num">100.0 %</span>');
    expect(page(items)).toContain('1 of 3,001 functions in scope fails');
  });
});

describe('--format html', () => {
  const cli = useCli();

  it('writes the page, the same bytes every time', async () => {
    const args = ['evaluate', '-', '--format', 'html', '--at', '2026-11-11'];
    const runs = [1, 2].map(() => cli.run(args, snapshot(tracingRole(), functionItem('orders'))));
    const [one, other] = await Promise.all(runs);
    expect(one).toMatchObject({ exitCode: 0, stderr: '' });
    expect(one?.stdout).toMatch(/^<!doctype html>\n<html lang="en">[\s\S]*<\/html>\n$/);
    expect(one?.stdout).toBe(other?.stdout);
  });

  it('--only shows fewer functions, and says how many are not shown', async () => {
    const input = snapshot(tracingRole(), functionItem('orders'), functionItem('billing', { tracingConfig: null }));
    const { stdout } = await cli.run(['evaluate', '-', '--format', 'html', '--only', 'COMPLIANT'], input);
    expect(rowsIn(stdout)).toHaveLength(1);
    expect(stdout).toContain('1 function with other verdicts not shown');
    // The picture is of all of them all the same.
    expect(stdout).toContain('<span class="num">50.0 %</span><span class="quiet">1 of 2 in scope failing</span>');
  });

  it('--only leaves the coverage over time as it was', async () => {
    const input = snapshot(tracingRole(), functionItem('orders'), functionItem('billing', { tracingConfig: null }));
    const args = ['history', '-', '--from', '2026-11-02', '--to', '2026-11-11', '--format', 'html'];
    const { stdout } = await cli.run([...args, '--only', 'NON_COMPLIANT'], input);
    expect(rowsIn(stdout)).toHaveLength(1);
    expect(stdout).toContain('Coverage: 50.0 % at the start, 50.0 % at the end, lowest 50.0 %');
  });
});
