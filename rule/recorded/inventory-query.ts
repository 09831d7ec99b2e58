/**
 * The advanced query of AWS Config for everything a verdict hangs on. `configuration` is asked for as a whole: the documents of
 * policies cannot be selected by their path, and what is not selected is unknown.
 */
export const INVENTORY_QUERY =
  'SELECT accountId, awsRegion, resourceId, resourceName, resourceType, arn, configurationItemCaptureTime, ' +
  'tags, supplementaryConfiguration, configuration ' +
  "WHERE resourceType IN ('AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::IAM::Policy')";
