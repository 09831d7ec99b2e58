import {
  type ConfigServiceClient,
  GetAggregateComplianceDetailsByConfigRuleCommand,
  type GetAggregateComplianceDetailsByConfigRuleCommandOutput as Output,
} from '@aws-sdk/client-config-service';
import type { Settings } from './settings.ts';

/** One account in one Region: what the aggregator is asked about at a time. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** The most results the aggregator gives at once. */
const PAGE = 100;

/** The annotation of each function that the rule has a result for, by name, as the aggregator holds them. */
export async function annotationsIn(
  { accountId, region }: Place,
  config: ConfigServiceClient,
  { aggregator, ruleName }: Settings,
): Promise<ReadonlyMap<string, string>> {
  const annotations = new Map<string, string>();
  let token: string | undefined;
  do {
    const { AggregateEvaluationResults: results = [], NextToken }: Output = await config.send(
      new GetAggregateComplianceDetailsByConfigRuleCommand({
        ConfigurationAggregatorName: aggregator,
        ConfigRuleName: ruleName,
        AccountId: accountId,
        AwsRegion: region,
        Limit: PAGE,
        NextToken: token,
      }),
    );
    for (const { EvaluationResultIdentifier: identifier, Annotation: annotation } of results) {
      const { ResourceType: type, ResourceId: id } = identifier?.EvaluationResultQualifier ?? {};
      if (type === 'AWS::Lambda::Function' && id !== undefined && annotation) annotations.set(id, annotation);
    }
    token = NextToken;
  } while (token !== undefined);
  return annotations;
}
