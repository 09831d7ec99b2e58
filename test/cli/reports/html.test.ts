import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { html } from '../../../rule/cli/reports/html/markup.ts';
import { deleted, functionItem, roleItem, snapshot, tracingRole } from '../items.ts';
import { useCli } from '../run-cli.ts';
import { captured, evaluationPage, failingItems, HOSTILE, historyPage, hostileItems, manyItems } from './pages.ts';

describe('markup', () => {
  it('escapes what is not markup', () => {
    expect(html`<p title="${'"<&>\''}">${'<b>'}</p>`.html).toBe('<p title="&quot;&lt;&amp;&gt;&#39;">&lt;b&gt;</p>');
  });

  it('keeps markup, lists of it and numbers, and leaves nothing out but what is nothing', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>${undefined}${0}`.html).toBe('<ul><li>a</li><li>&lt;</li></ul>0');
  });
});

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
    ['of every kind', manyItems(5000)],
    ['that all fail', failingItems(5000)],
  ])('is smaller than 5 MB for 5,000 functions %s', (_name, items) => {
    const text = page(items);
    expect(text.match(/data-verdict/g)).toHaveLength(5000);
    expect(Buffer.byteLength(text)).toBeLessThan(5_000_000);
  });

  it('is a page when nothing was recorded', () => {
    const text = page([]);
    expect(text).toContain('<h1>No Lambda functions were recorded</h1>');
    expect(text.trimEnd().endsWith('</html>')).toBe(true);
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
    expect(stdout.match(/data-verdict/g)).toHaveLength(1);
    expect(stdout).toContain('1 function with other verdicts not shown');
    // The picture is of all of them all the same.
    expect(stdout).toContain('<span class="num">50.0 %</span><span class="quiet">1 of 2 in scope failing</span>');
  });

  it('--only leaves the coverage over time as it was', async () => {
    const input = snapshot(tracingRole(), functionItem('orders'), functionItem('billing', { tracingConfig: null }));
    const args = ['history', '-', '--from', '2026-11-02', '--to', '2026-11-11', '--format', 'html'];
    const { stdout } = await cli.run([...args, '--only', 'NON_COMPLIANT'], input);
    expect(stdout.match(/data-verdict/g)).toHaveLength(1);
    expect(stdout).toContain('Coverage: 50.0 % at the start, 50.0 % at the end, lowest 50.0 %');
  });
});
