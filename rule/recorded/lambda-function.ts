import { functionArn } from '../core/arn.ts';
import type { FunctionFacts, RecordedFunction, TracingMode, UntraceableEventSource } from '../core/model.ts';
import { UnknownValue, UnsaidValue } from '../core/unknown-value.ts';
import { type ConfigurationItem, wasAsked } from './configuration-item.ts';
import { isObject } from './json-members.ts';
import { tagValue } from './resource-tags.ts';

export const LAMBDA_FUNCTION = 'AWS::Lambda::Function';

/**
 * What a configuration item says about a function. The tracing mode is kept exactly as recorded; event sources are not part
 * of what AWS Config records. What the item should say and cannot be read from it is unknown, never absent.
 */
export function functionFacts(item: ConfigurationItem, exemptionTagKey: string): FunctionFacts {
  const { accountId, region, resourceId, status, configuration, unreadable } = item;
  const arn = item.arn.endsWith(`:function:${resourceId}`) ? item.arn : functionArn(accountId, region, resourceId);
  const nothingKnown = unreadable ?? (configuration === undefined ? 'its item has no configuration' : undefined);
  if (unreadable === undefined && status !== 'recorded') {
    return { kind: 'out-of-scope', accountId, region, resourceId, arn, because: status };
  }
  return {
    kind: 'recorded',
    accountId,
    region,
    resourceId,
    arn,
    tracingMode: nothingKnown === undefined ? tracingMode(item) : new UnknownValue(nothingKnown),
    role: nothingKnown === undefined ? roleOf(item) : new UnknownValue(nothingKnown),
    exemptionTag: tagValue(item, exemptionTagKey),
    untraceableEventSources: NO_SOURCES,
  };
}

const NO_SOURCES: readonly UntraceableEventSource[] = [];

function tracingMode(item: ConfigurationItem): TracingMode {
  const { tracingConfig } = item.configuration ?? {};
  // Trimmed with jq, what is not there comes out as null.
  if (tracingConfig === undefined || tracingConfig === null) {
    return wasAsked(item, 'tracingConfig') ? undefined : NOT_SELECTED.tracingConfig;
  }
  if (!isObject(tracingConfig)) return UNREADABLE.tracingConfig;
  const { mode } = tracingConfig;
  if (mode === undefined || mode === null) return undefined;
  return typeof mode === 'string' ? mode : UNREADABLE.mode;
}

function roleOf(item: ConfigurationItem): RecordedFunction['role'] {
  const { role } = item.configuration ?? {};
  if (role === undefined || role === null || role === '') {
    return wasAsked(item, 'role') ? undefined : NOT_SELECTED.role;
  }
  return typeof role === 'string' ? role : UNREADABLE.role;
}

// One object each, so that functions with the same fault can share their verdict.
const NOT_SELECTED = {
  tracingConfig: new UnsaidValue('tracingConfig'),
  role: new UnsaidValue('the role of the function'),
};
const UNREADABLE = {
  tracingConfig: new UnknownValue('tracingConfig is not an object'),
  mode: new UnknownValue('tracingConfig.mode is not a text'),
  role: new UnknownValue('the role of the function is not a text'),
};
