import { CfnCondition, CfnOutput, Duration, Fn, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole, CfnRolePolicy } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { regionalArn } from './arn.ts';
import { failureQueue } from './failure-queue.ts';
import { CONTROL_NAME } from './names.ts';
import { declareParameters } from './parameter-definitions.ts';
import { securityHubInsight } from './security-hub-insight.ts';
import { SECURITY_HUB_PARAMETERS, SEVERITY_PARAMETERS } from './security-hub-parameters.ts';
import { serviceTrust } from './service-trust.ts';

interface SecurityHubStackProps extends StackProps {
  /** The handler, as `npm run build` writes it to dist/security-hub/index.js. */
  readonly code: string;
}

/**
 * Writes the reason of the rule into the findings that AWS Config sends to Security Hub. Once in an organization, in the
 * Security Hub administrator account and aggregation Region, which holds an AWS Config aggregator as well.
 */
export class SecurityHubStack extends Stack {
  constructor(scope: Construct, id: string, { code, ...props }: SecurityHubStackProps) {
    super(scope, id, {
      ...props,
      description: 'Security Hub findings of lambda-active-tracing say why, and what to do',
    });
    this.templateOptions.templateFormatVersion = '2010-09-09';
    declareParameters(this, SECURITY_HUB_PARAMETERS);

    const isUnified = new CfnCondition(this, 'Unified', {
      expression: Fn.conditionEquals(Fn.ref('UnifiedSecurityHub'), 'On'),
    });
    const log = new CfnLogGroup(this, 'EnricherLog', { retentionInDays: 90 });
    const queue = failureQueue(this);
    const role = new CfnRole(this, 'EnricherRole', {
      description: 'Reads results of AWS Config, updates findings of Security Hub',
      assumeRolePolicyDocument: serviceTrust('lambda.amazonaws.com'),
      policies: [
        {
          policyName: 'Enrich',
          policyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'ReadResults',
                Effect: 'Allow',
                Action: 'config:GetAggregateComplianceDetailsByConfigRule',
                // The ARN of an aggregator ends in an id that nobody knows beforehand.
                Resource: regionalArn('config', 'config-aggregator/*'),
              },
              {
                Sid: 'UpdateFindings',
                Effect: 'Allow',
                Action: 'securityhub:BatchUpdateFindings',
                Resource: regionalArn('securityhub', 'hub/default'),
              },
              {
                Sid: 'Log',
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: log.attrArn,
              },
              { Sid: 'Queue', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue.attrArn },
              // It obeys the rule as well. X-Ray has no resource type for these: only `*` grants them.
              {
                Sid: 'Traces',
                Effect: 'Allow',
                Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
                Resource: '*',
              },
            ],
          },
        },
      ],
    });
    const unifiedPolicy = new CfnRolePolicy(this, 'EnrichUnified', {
      roleName: role.ref,
      policyName: 'EnrichUnified',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'UpdateUnifiedFindings',
            Effect: 'Allow',
            // It stands for BatchUpdateFindingsV2, too (Security Hub API Reference).
            Action: 'securityhub:BatchUpdateFindings',
            // The ARN of the hub ends in an id that nobody knows beforehand.
            Resource: regionalArn('securityhub', 'hubv2/*'),
          },
        ],
      },
    });
    const enricher = new CfnFunction(this, 'Enricher', {
      description: 'Writes the reason of lambda-active-tracing into its findings',
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      code: { zipFile: code },
      role: role.attrArn,
      memorySize: 256,
      timeout: Duration.minutes(5).toSeconds(),
      tracingConfig: { mode: 'Active' },
      loggingConfig: { logFormat: 'Text', logGroup: log.ref },
      environment: {
        variables: {
          AGGREGATOR: Fn.ref('Aggregator'),
          RULE_NAME: Fn.ref('RuleName'),
          UNIFIED_SECURITY_HUB: Fn.ref('UnifiedSecurityHub'),
          // Many findings come at once, and BatchUpdateFindings takes ten calls a second.
          AWS_MAX_ATTEMPTS: '8',
          ...Object.fromEntries(Object.keys(SEVERITY_PARAMETERS).map((name) => [variableOf(name), Fn.ref(name)])),
        },
      },
    });
    new CfnEventInvokeConfig(this, 'EnricherRetries', {
      functionName: enricher.ref,
      qualifier: '$LATEST',
      // Minutes apart: time for the aggregator to receive a result that its finding has overtaken.
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: queue.attrArn } },
    });
    const imported = new CfnRule(this, 'FindingsImported', {
      description: 'New and changed findings of lambda-active-tracing',
      eventPattern: {
        source: ['aws.securityhub'],
        'detail-type': ['Security Hub Findings - Imported'],
        detail: { findings: { ProductName: ['Config'], Title: [Fn.ref('RuleName')], RecordState: ['ACTIVE'] } },
      },
      targets: [{ id: 'Enricher', arn: enricher.attrArn }],
    });
    const ruleName = [Fn.ref('RuleName')];
    const importedV2 = new CfnRule(this, 'FindingsImportedV2', {
      description: 'The same of unified Security Hub, in OCSF',
      eventPattern: {
        source: ['aws.securityhub'],
        'detail-type': ['Findings Imported V2'],
        detail: {
          findings: {
            class_uid: [2003],
            $or: [{ title: ruleName }, { analytic: { name: ruleName } }].map((names) => ({ finding_info: names })),
          },
        },
      },
      targets: [{ id: 'Enricher', arn: enricher.attrArn }],
    });
    const mayInvoke = (id: string, rule: CfnRule) =>
      new CfnPermission(this, id, {
        functionName: enricher.ref,
        action: 'lambda:InvokeFunction',
        principal: 'events.amazonaws.com',
        sourceArn: rule.attrArn,
      });
    mayInvoke('EventsMayInvoke', imported);
    for (const resource of [unifiedPolicy, importedV2, mayInvoke('EventsV2MayInvoke', importedV2)])
      resource.cfnOptions.condition = isUnified;
    const hasTopic = new CfnCondition(this, 'HasTopic', {
      expression: Fn.conditionNot(Fn.conditionEquals(Fn.ref('AlarmTopic'), '')),
    });
    const lost = new CfnAlarm(this, 'FindingsNotEnriched', {
      alarmDescription: 'Findings lack their reason: see the log and the failure queue.',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: [{ name: 'QueueName', value: queue.attrQueueName }],
      statistic: 'Maximum',
      period: Duration.minutes(5).toSeconds(),
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
      alarmActions: [Fn.sub(`arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AlarmTopic}`)],
    });
    lost.cfnOptions.condition = hasTopic;
    securityHubInsight(this, Fn.ref('RuleName'));
    Tags.of(this).add('Application', CONTROL_NAME);
    new CfnOutput(this, 'TailLog', { description: 'What was written.', value: `aws logs tail ${log.ref}` });
  }
}

/** `SeverityRoleDenied` is SEVERITY_ROLE_DENIED to the handler. */
function variableOf(parameter: string): string {
  return parameter.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}
