import { functionArn } from '../core/arn.ts';
import type { FunctionFacts, UntraceableEventSource } from '../core/model.ts';
import {
  type ConfigurationItem,
  ConfigurationItemError,
  isObject,
  optionalText,
  tagValue,
} from './configuration-item.ts';

export const LAMBDA_FUNCTION = 'AWS::Lambda::Function';

/**
 * What a configuration item says about a function. The tracing mode is kept exactly as recorded; event sources are not part
 * of what AWS Config records.
 *
 * @throws ConfigurationItemError when a recorded function has no configuration: an absent fact is not a verdict.
 */
export function functionFacts(item: ConfigurationItem, exemptionTagKey: string): FunctionFacts {
  const { accountId, region, resourceId, status, configuration } = item;
  const arn = item.arn || functionArn(accountId, region, resourceId);
  if (status !== 'recorded') return { kind: 'out-of-scope', accountId, region, resourceId, arn, because: status };
  if (configuration === undefined) {
    throw new ConfigurationItemError(`${LAMBDA_FUNCTION} ${resourceId}: no configuration`);
  }
  const { tracingConfig, role } = configuration;
  const mode = isObject(tracingConfig) ? tracingConfig.mode : undefined;
  return {
    kind: 'recorded',
    accountId,
    region,
    resourceId,
    arn,
    tracingMode: typeof mode === 'string' ? mode : undefined,
    role: optionalText(role),
    exemptionTag: tagValue(tagsOf(item), exemptionTagKey),
    untraceableEventSources: NO_SOURCES,
  };
}

const NO_SOURCES: readonly UntraceableEventSource[] = [];

/** Items captured before 2019 carry the tags in the supplementary configuration only. */
function tagsOf({ tags, supplementaryConfiguration }: ConfigurationItem): unknown {
  const isTagged = Array.isArray(tags) ? tags.length > 0 : isObject(tags) && Object.keys(tags).length > 0;
  return isTagged ? tags : supplementaryConfiguration.Tags;
}
