import { evaluateAll } from '../../../rule/core/evaluation.ts';
/** Pages as the command line writes them, made from configuration items. */

import { evaluationReport } from '../../../rule/cli/reports/evaluation-report.ts';
import { historyReport } from '../../../rule/cli/reports/history-report.ts';
import { evaluationHtml } from '../../../rule/cli/reports/html/evaluation-page.ts';
import { historyHtml } from '../../../rule/cli/reports/html/history-page.ts';
import { DEFAULT_PARAMETERS } from '../../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../../rule/recorded/configuration-item.ts';
import { RecordedHistory } from '../../../rule/recorded/history/recorded-history.ts';
import { RecordedState } from '../../../rule/recorded/recorded-state.ts';
import { functionItem, type Item, roleArn, roleItem, tracingRole } from '../items.ts';

const PERIOD = { from: Date.parse('2026-11-01T00:00:00Z'), to: Date.parse('2026-11-11T00:00:00Z') };

export function historyPage(items: readonly Item[], inputName = 'snapshot.json'): string {
  const recorded = new RecordedHistory(DEFAULT_PARAMETERS, PERIOD);
  // Something delivered after the period, so that all of it is told about.
  const later = captured('2026-11-12T06:00:00.000Z', roleItem('unrelated'));
  for (const item of [...items, later]) recorded.configurationItem(parseConfigurationItem(item));
  return [...historyHtml(historyReport(recorded, inputs(inputName), DEFAULT_PARAMETERS, PERIOD))].join('');
}

export function evaluationPage(items: readonly Item[], inputName = 'snapshot.json'): string {
  const now = new Date(PERIOD.to);
  const state = new RecordedState(DEFAULT_PARAMETERS, PERIOD.to);
  for (const item of items) state.configurationItem(parseConfigurationItem(item));
  const report = evaluationReport(
    evaluateAll(state, DEFAULT_PARAMETERS, now),
    inputs(inputName),
    DEFAULT_PARAMETERS,
    now,
  );
  return [...evaluationHtml(report)].join('');
}

function inputs(name: string) {
  return { inputs: [{ name, sha256: 'ab'.repeat(32) }], skipped: [] };
}

export function captured(at: string, item: Item): Item {
  return { ...item, configurationItemCaptureTime: at, configurationStateId: Date.parse(at) };
}

const BEFORE = '2026-10-20T09:00:00.000Z';

/** Text that would be markup, script or an attribute if it were not escaped. */
export const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '"onmouseover="alert(1)" x="',
  "'><svg onload=alert(1)>",
  '</style><style>*{display:none}',
  '&lt;b&gt;',
];

/** Names as an attacker would choose them, wherever a page shows one: function, Region, role, policy, tag and mode. */
export function hostileItems(): readonly Item[] {
  return HOSTILE.flatMap((text, index) => {
    const role = `role-${index}${text}`;
    const document = encodeURIComponent(
      JSON.stringify({ Statement: [{ Sid: text, Effect: 'Deny', Action: 'xray:*', Resource: '*' }] }),
    );
    return [
      captured(BEFORE, functionItem(text, { tracingConfig: { mode: text }, role: roleArn(role) }, { awsRegion: text })),
      captured(BEFORE, functionItem(`tag-${text}`, {}, { tags: { 'lambda-active-tracing-exempt': text } })),
      captured(BEFORE, roleItem(role, { rolePolicyList: [{ policyName: text, policyDocument: document }] })),
      captured('2026-11-05T00:00:00.000Z', roleItem(role, { rolePolicyList: [] })),
    ];
  });
}

const PLACES = ['eu-west-1', 'us-east-1', 'ap-southeast-2', 'eu-central-1'].flatMap((awsRegion) =>
  ['111122223333', '222233334444', '333344445555'].map((awsAccountId) => ({ awsRegion, awsAccountId })),
);

/** A large organization: functions of every kind, a quarter of which fail now and then. */
export function manyItems(functions: number): readonly Item[] {
  const roles = PLACES.map(({ awsAccountId }) => captured(BEFORE, { ...tracingRole({ awsAccountId }) }));
  const items = Array.from({ length: functions }, (_, index): readonly Item[] => {
    const name = `team-${index % 37}-service-with-a-long-name-${index}`;
    const place = PLACES[index % PLACES.length] ?? {};
    const now = captured(BEFORE, functionItem(name, {}, place));
    if (index % 4 > 0) return [now];
    const mode = { tracingConfig: { mode: 'PassThrough' } };
    return [
      now,
      captured('2026-11-03T12:00:00.000Z', functionItem(name, mode, place)),
      ...(index % 8 === 0 ? [captured('2026-11-06T12:00:00.000Z', functionItem(name, {}, place))] : []),
    ];
  });
  return [...roles, ...items.flat()];
}

/** An organization before it begins to mend: of so many functions some fail by their mode, by one of 194 roles, or by both. */
export function troubledItems(functions: number, failing: number): readonly Item[] {
  const roles = PLACES.flatMap((place) => {
    const poor = Array.from({ length: 194 }, (_, index) => roleItem(`team-${index}-exec`, {}, place));
    return [tracingRole(place), ...poor].map((role) => captured(BEFORE, { ...role, awsRegion: 'global' }));
  });
  const items = Array.from({ length: functions }, (_, index) => {
    const place = PLACES[index % PLACES.length] ?? { awsRegion: '', awsAccountId: '' };
    const role = { role: roleArn(`team-${index % 194}-exec`, place.awsAccountId) };
    const mode = { tracingConfig: { mode: 'PassThrough' } };
    const faults = [mode, role, { ...role, ...mode }][index % 3];
    const name = `team-${index % 37}-service-with-a-long-name-${index}`;
    return captured(BEFORE, functionItem(name, index < failing ? faults : {}, place));
  });
  return [...roles, ...items];
}

/** The most there can be to say: every function has the longest name, fails in both ways, and changed. */
export function failingItems(functions: number): readonly Item[] {
  const captures = Array.from({ length: functions }, (_, index) => {
    const name = `function-${index}-`.padEnd(64, 'x');
    const place = { awsRegion: `ap-southeast-${index % 4}` };
    const of = (mode: string) => functionItem(name, { tracingConfig: { mode } }, place);
    return [captured(BEFORE, of('PassThrough')), captured('2026-11-05T00:00:00.000Z', of('passive'))];
  });
  return [captured(BEFORE, roleItem('exec')), ...captures.flat()];
}

/** One role that all functions share, and that loses and regains its policy again and again. */
export function flappingItems(functions: number, changes: number): readonly Item[] {
  const start = Date.parse('2026-11-01T06:00:00.000Z');
  const roles = Array.from({ length: changes }, (_, index) => {
    const at = new Date(start + index * 1_800_000).toISOString();
    return captured(at, index % 2 === 0 ? roleItem('exec') : tracingRole());
  });
  const items = Array.from({ length: functions }, (_, index) => captured(BEFORE, functionItem(`service-${index}`)));
  return [captured(BEFORE, tracingRole()), ...roles, ...items, captured('2026-11-10T06:00:00.000Z', roleItem('exec'))];
}
