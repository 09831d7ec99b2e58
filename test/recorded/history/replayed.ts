import type { FunctionHistory, Interval } from '../../../rule/core/history/model.ts';
import { DEFAULT_PARAMETERS, type RuleParameters } from '../../../rule/core/parameters.ts';
import { parseConfigurationItem } from '../../../rule/recorded/configuration-item.ts';
import { RecordedHistory } from '../../../rule/recorded/history/recorded-history.ts';
import {
  ACCOUNT,
  ALLOW_XRAY_DOCUMENT,
  BASIC_POLICY,
  DAEMON_POLICY,
  encoded,
  functionItem,
  type Item,
  roleItem,
} from '../../cli/items.ts';

const FROM = '2026-11-01T00:00:00Z';
const TO = '2026-11-11T00:00:00Z';

/** A capture of something at a moment: `11-03T12:00` in the year and the zone of the period, or any full time. */
export function at(time: string, item: Item, more: Item = {}): Item {
  const captured = /^\d{2}-\d{2}T/.test(time) ? `2026-${time}:00.000Z` : time;
  const stateId = Date.parse(captured);
  return { ...item, configurationItemCaptureTime: captured, configurationStateId: stateId, ...more };
}

export const ORDERS = functionItem('orders');
export const UNTRACED = functionItem('orders', { tracingConfig: { mode: 'PassThrough' } });
export const DELETED = { ...ORDERS, configuration: null, tags: {}, configurationItemStatus: 'ResourceDeleted' };

export function exempt(tag: string): Item {
  return { ...UNTRACED, tags: { 'lambda-active-tracing-exempt': tag } };
}

function attached(...arns: readonly string[]): Item {
  return roleItem('exec', {
    attachedManagedPolicies: arns.map((policyArn) => ({ policyName: 'attached', policyArn })),
  });
}

export const TRACING_ROLE = attached(DAEMON_POLICY);
export const POOR_ROLE = attached(BASIC_POLICY);
const CUSTOM_POLICY = `arn:aws:iam::${ACCOUNT}:policy/team/tracing`;
export const CUSTOM_ROLE = attached(CUSTOM_POLICY);
export const DELETED_ROLE = { ...TRACING_ROLE, configuration: null, configurationItemStatus: 'ResourceDeleted' };

/** The same role name, made anew: IAM gives it another unique id. */
export function madeAnew(role: Item): Item {
  return { ...role, resourceId: 'AROASECOND' };
}

export function roleWithInline(statement: Item): Item {
  const document = encoded({ Version: '2012-10-17', Statement: [statement] });
  return roleItem('exec', { rolePolicyList: [{ policyName: 'inline', policyDocument: document }] });
}

/** A customer-managed policy with two versions, of which one is the default. */
export function policyItem(defaultVersionId: 'allows' | 'silent'): Item {
  const silent = encoded({ Version: '2012-10-17', Statement: [] });
  return {
    resourceType: 'AWS::IAM::Policy',
    resourceId: 'ANPATRACING',
    awsAccountId: ACCOUNT,
    awsRegion: 'global',
    ARN: CUSTOM_POLICY,
    configurationItemStatus: 'OK',
    configuration: {
      arn: CUSTOM_POLICY,
      defaultVersionId,
      policyVersionList: [
        { versionId: 'allows', isDefaultVersion: defaultVersionId === 'allows', document: ALLOW_XRAY_DOCUMENT },
        { versionId: 'silent', isDefaultVersion: defaultVersionId === 'silent', document: silent },
      ],
    },
  };
}

export interface Replay {
  readonly parameters?: Partial<RuleParameters>;
  readonly from?: string;
  readonly to?: string;
  /** When AWS Config delivered last: mostly after the period, so that all of it is told about. */
  readonly lastDelivery?: string;
}

export function replay(items: readonly Item[], { parameters, from = FROM, to = TO, lastDelivery = to }: Replay = {}) {
  const period = { from: Date.parse(from), to: Date.parse(to) };
  const recorded = new RecordedHistory({ ...DEFAULT_PARAMETERS, ...parameters }, period);
  for (const item of [...items, at(lastDelivery, roleItem('unrelated'))]) {
    recorded.configurationItem(parseConfigurationItem(item));
  }
  return { period, functions: recorded.replay() };
}

/** `11-03T12:00 NON_COMPLIANT role-denied < role exec`: since when, what, why, and what changed. */
export function lines(history: FunctionHistory | undefined): readonly string[] {
  return (history?.intervals ?? []).map(({ from, compliance, reasons, cause }: Interval) => {
    const since = new Date(from).toISOString().slice(5, 16);
    const changed = cause?.changed.replace(/.*[:/]/, '');
    return `${since} ${compliance} ${reasons.join('+')}${cause ? ` < ${cause.kind} ${changed}` : ''}`;
  });
}
