import { describe, expect, it } from 'vitest';
import { FAILING_REASONS } from '../../rule/core/model.ts';
import { severityVariable } from '../../rule/security-hub/settings.ts';
import { Deployment, statements } from './cloudformation.ts';
import { deployable, synthesized } from './synthesized.ts';

const { securityHub } = synthesized();
const CHOICES = { Aggregator: 'organization' };

describe('the Security Hub template', () => {
  it('fits the 51,200 bytes that CloudFormation takes inline, with the bundled handler', () => {
    const { securityHub: deployed } = deployable();
    expect(Buffer.byteLength(JSON.stringify(deployed))).toBeLessThanOrEqual(51_200);
  });

  it('listens to the findings of the rule that are open, and to nothing else', () => {
    expect(new Deployment(securityHub, { ...CHOICES, RuleName: 'tracing' }).resource('FindingsImported')).toMatchObject(
      {
        EventPattern: {
          source: ['aws.securityhub'],
          'detail-type': ['Security Hub Findings - Imported'],
          detail: { findings: { ProductName: ['Config'], Title: ['tracing'], RecordState: ['ACTIVE'] } },
        },
        Targets: [{ Arn: '<Enricher.Arn>', Id: 'Enricher' }],
      },
    );
  });

  it('tells the handler the aggregator, the rule and a severity for each reason that can fail a function', () => {
    const deployment = new Deployment(securityHub, { ...CHOICES, SeverityRoleDenied: 'HIGH' });
    const { Environment } = Object(deployment.resource('Enricher'));
    const severities = FAILING_REASONS.filter((reason) => !reason.endsWith('-unknown')).map(severityVariable);
    expect(Environment.Variables).toEqual({
      AGGREGATOR: 'organization',
      RULE_NAME: 'lambda-active-tracing',
      UNIFIED_SECURITY_HUB: 'Off',
      AWS_MAX_ATTEMPTS: '8',
      ...Object.fromEntries(severities.map((variable) => [variable, 'UNCHANGED'])),
      SEVERITY_ROLE_DENIED: 'HIGH',
    });
  });

  it('may read results and update findings, and nothing else of AWS Config and Security Hub', () => {
    const allowed = statements(securityHub, CHOICES).map(({ Action, Resource }) => [Action, Resource]);
    expect(allowed.slice(0, 2)).toEqual([
      [
        'config:GetAggregateComplianceDetailsByConfigRule',
        'arn:aws-us-gov:config:us-gov-west-1:111122223333:config-aggregator/*',
      ],
      ['securityhub:BatchUpdateFindings', 'arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:hub/default'],
    ]);
    expect(allowed).toHaveLength(5);
  });

  it('hears unified Security Hub, and may update its findings, where that is On, and only there', () => {
    const choices = { ...CHOICES, RuleName: 'tracing', UnifiedSecurityHub: 'On' };
    const [on, off] = [new Deployment(securityHub, choices), new Deployment(securityHub, CHOICES)];
    expect(on.resource('FindingsImportedV2')).toMatchObject({
      EventPattern: {
        source: ['aws.securityhub'],
        'detail-type': ['Findings Imported V2'],
        detail: {
          findings: {
            class_uid: [2003],
            $or: [{ finding_info: { title: ['tracing'] } }, { finding_info: { analytic: { name: ['tracing'] } } }],
          },
        },
      },
      Targets: [{ Arn: '<Enricher.Arn>', Id: 'Enricher' }],
    });
    expect(on.resource('EventsV2MayInvoke')).toMatchObject({
      FunctionName: '<Enricher>',
      Principal: 'events.amazonaws.com',
      SourceArn: '<FindingsImportedV2.Arn>',
    });
    expect(Object(on.resource('Enricher')).Environment.Variables.UNIFIED_SECURITY_HUB).toBe('On');
    expect(on.resource('EnrichUnified')).toMatchObject({
      RoleName: '<EnricherRole>',
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'securityhub:BatchUpdateFindings',
            Resource: 'arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:hubv2/*',
          },
        ],
      },
    });
    for (const id of ['FindingsImportedV2', 'EventsV2MayInvoke', 'EnrichUnified'])
      expect(off.resource(id)).toBeUndefined();
    expect(off.resource('FindingsImported')).toBeDefined();
  });

  it('keeps what could not be enriched, and raises an alarm where there is a topic', () => {
    const deployment = new Deployment(securityHub, { ...CHOICES, AlarmTopic: '444455556666:platform' });
    expect(deployment.resource('EnricherRetries')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: '<FailureQueue.Arn>' } },
    });
    expect(deployment.resource('FindingsNotEnriched')).toMatchObject({
      Dimensions: [{ Name: 'QueueName', Value: '<FailureQueue.QueueName>' }],
      AlarmActions: ['arn:aws-us-gov:sns:us-gov-west-1:444455556666:platform'],
    });
    expect(new Deployment(securityHub, CHOICES).resource('FindingsNotEnriched')).toBeUndefined();
  });

  it('counts the failing findings of the rule by account', () => {
    expect(new Deployment(securityHub, CHOICES).resource('Insight')).toMatchObject({
      GroupByAttribute: 'AwsAccountId',
      Filters: {
        ProductName: [{ Comparison: 'EQUALS', Value: 'Config' }],
        Title: [{ Comparison: 'EQUALS', Value: 'lambda-active-tracing' }],
        ComplianceStatus: [{ Comparison: 'EQUALS', Value: 'FAILED' }],
        RecordState: [{ Comparison: 'EQUALS', Value: 'ACTIVE' }],
      },
    });
  });
});
