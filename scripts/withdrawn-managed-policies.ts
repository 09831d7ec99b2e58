/**
 * AWS-managed policies that AWS no longer publishes, which roles that had them attached still have. AWS changes them no more.
 *
 * Where the names come from: the repository zoph-io/MAMIP on GitHub, which follows what AWS publishes and keeps a list of what
 * it took back (DEPRECATED.json, commit 14d53f353cef634db78849c03ff2898b021aa2ed), and what that repository and
 * iann0036/iam-dataset still hold beside the published ones.
 */

interface WithdrawnStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: string;
}

/** Those whose last document speaks of X-Ray, reduced to what it says of it. */
export const WITHDRAWN_DOCUMENTS: Readonly<Record<string, readonly WithdrawnStatement[]>> = {
  // Version 8, of 2017. Withdrawn in 2021 in favour of AWSLambda_FullAccess, which no longer grants these.
  AWSLambdaFullAccess: [
    { Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' },
  ],
};

/**
 * Those whose last document has been read and says nothing about X-Ray, by where it was read: repositories on GitHub that
 * mirror the policies of AWS, one file a policy.
 */
export const WITHDRAWN_WITHOUT_XRAY: Readonly<Record<string, readonly string[]>> = {
  'SummitRoute/aws_managed_policies, policies/': [
    'AWSBackupAdminPolicy',
    'AWSBackupOperatorPolicy',
    'AWSBudgetsActionsRolePolicyForResourceAdministrationWithSSM',
    'AWSCloudTrailFullAccess',
    'AWSCloudTrailReadOnlyAccess',
    'AWSCodePipelineFullAccess',
    'AWSCodePipelineReadOnlyAccess',
    'AWSDataPipelineRole',
    'AWSElasticBeanstalkFullAccess',
    'AWSElasticBeanstalkReadOnlyAccess',
    'AWSOpsWorksFullAccess',
    'AWSOpsWorksRegisterCLI',
    'AWSOpsWorksRole',
    'AWSRoboMakerFullAccess',
    'AWS_Config_Role',
    'AmazonApplicationWizardFullaccess',
    'AmazonConnectFullAccess',
    'AmazonEC2ContainerServiceFullAccess',
    'AmazonEC2ReportsAccess',
    'AmazonEC2RolePolicyForApplicationWizard',
    'AmazonEC2SpotFleetRole',
    'AmazonLambdaRolePolicyForLaunchWizardSAP',
    'AmazonLaunchWizardFullaccess',
    'AmazonMachineLearningRoleforRedshiftDataSource',
    'AmazonMachineLearningRoleforRedshiftDataSourceV2',
    'AmazonMacieSetupRole',
    'AmazonMechanicalTurkCrowdFullAccess',
    'AmazonMechanicalTurkCrowdReadOnlyAccess',
    'AmazonWorkLinkFullAccess',
    'AmazonWorkLinkReadOnly',
    'ServerMigrationServiceRole',
    'ServiceCatalogAdminReadOnlyAccess',
    'ServiceCatalogEndUserAccess',
    'TagGovernancePolicy',
  ],
  'iann0036/iam-dataset, aws/managedpolicies/': ['AWSLambdaReadOnlyAccess'],
  'zoph-io/MAMIP, policies/': ['AWSConfigRole'],
};

/** Those whose document was not to be found: known to be withdrawn, and what they grant is not. */
export const WITHDRAWN_UNREAD: readonly string[] = [
  'AWSB9InternalServicePolicy',
  'AWSECRPullThroughCacheServiceRolePolicy',
  'AWSLambdaReplicatorInternal',
  'AWSSchemasServiceRolePolicy',
  'AWSServiceRoleForCodeGuruProfiler',
  'AWSServiceRoleForGammaInternalAmazonEKSNodegroup',
  'AWSServiceRoleForThorInternalDevPolicy',
  'AmazonElasticTranscoderFullAccess',
  'AmazonEverestServicePolicy',
  'AmazonLexBotPolicy',
  'AmazonWorkLinkServiceRolePolicy',
  'CheesepuffsServiceRolePolicy',
  'TagPoliciesServiceRolePolicy',
];
