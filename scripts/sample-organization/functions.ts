/** The functions of the sample organization, each with the verdict it must get, stated by hand. */
import type { Compliance, Reason } from '../../rule/core/model.ts';
import { PAYMENTS, type Region, SEARCH, SHOP } from './accounts.ts';
import { roleArn } from './iam.ts';
import {
  type Capture,
  type Status,
  stableChoice,
  stableHex,
  stableNumber,
  stableTime,
  stableUuid,
} from './recording.ts';

/** `missing`: the configuration has no tracingConfig at all. `null`: it has one whose mode is null. */
type Tracing = string | null | 'missing';

interface FunctionCapture {
  readonly tracing: Tracing;
  /** Path and name of a role of the same account. */
  readonly role: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly status?: Status;
  readonly capturedAt?: string;
}

interface SampleFunction extends FunctionCapture {
  readonly accountId: string;
  readonly region: Region;
  readonly name: string;
  /** Earlier captures which are delivered too, in order of time. */
  readonly before?: readonly Partial<FunctionCapture>[];
  readonly packageType?: 'Image';
  readonly expected: Expectation;
}

type Expectation = readonly [Compliance, Reason, ...Reason[]];

const EXEMPT = 'lambda-active-tracing-exempt';

const COMPLIANT: Expectation = ['COMPLIANT', 'compliant'];
const NOT_ACTIVE: Expectation = ['NON_COMPLIANT', 'tracing-not-active'];
const DENIED: Expectation = ['NON_COMPLIANT', 'role-denied'];
const CONDITIONAL: Expectation = ['NON_COMPLIANT', 'role-conditional'];
const UNKNOWN: Expectation = ['INSUFFICIENT_DATA', 'role-unknown'];
const UNTRACEABLE: Expectation = ['NOT_APPLICABLE', 'untraceable-event-source'];
const EXEMPTED: Expectation = ['NOT_APPLICABLE', 'exempt'];
const OUT_OF_SCOPE: Expectation = ['NOT_APPLICABLE', 'out-of-scope'];

const shopEurope = { accountId: SHOP, region: 'eu-west-1' } as const;
const shopUs = { accountId: SHOP, region: 'us-east-1' } as const;
const paymentsEurope = { accountId: PAYMENTS, region: 'eu-west-1' } as const;
const paymentsUs = { accountId: PAYMENTS, region: 'us-east-1' } as const;
const searchEurope = { accountId: SEARCH, region: 'eu-west-1' } as const;
const searchUs = { accountId: SEARCH, region: 'us-east-1' } as const;

const FUNCTIONS: readonly SampleFunction[] = [
  // An inline policy allows both actions.
  {
    ...shopEurope,
    name: 'orders-create',
    tracing: 'Active',
    role: 'shop/orders-exec',
    capturedAt: '2026-10-06T09:12:40.559Z',
    before: [{ tracing: 'PassThrough', capturedAt: '2026-08-25T10:03:18.772Z' }],
    expected: COMPLIANT,
  },
  // The role lost AWSXRayDaemonWriteAccess after the snapshot; only the history file of the morning knows.
  { ...shopEurope, name: 'orders-refund', tracing: 'Active', role: 'shop/orders-refund-exec', expected: DENIED },
  // PassThrough in the snapshot, made Active afterwards: the newest capture wins.
  {
    ...shopEurope,
    name: 'orders-export',
    tracing: 'Active',
    role: 'shop/lambda-default',
    capturedAt: '2026-11-20T08:47:33.291Z',
    before: [{ tracing: 'PassThrough', capturedAt: '2026-06-02T13:20:11.846Z' }],
    expected: COMPLIANT,
  },
  // Active until last night: both captures are in one history file, the older one would be compliant.
  {
    ...shopEurope,
    name: 'checkout-api',
    tracing: 'PassThrough',
    role: 'shop/lambda-default',
    capturedAt: '2026-11-20T04:05:52.913Z',
    before: [{ tracing: 'Active', capturedAt: '2026-11-20T01:10:07.330Z' }],
    expected: NOT_ACTIVE,
  },
  // No tracingConfig, and a role without any X-Ray permission: one annotation must name both.
  {
    ...shopEurope,
    name: 'checkout-webhook',
    tracing: 'missing',
    role: 'shop/invoice-exec',
    expected: ['NON_COMPLIANT', 'tracing-not-active', 'role-denied'],
  },
  // The default version of the customer-managed policy grants; its older versions do not.
  { ...shopEurope, name: 'cart-api', tracing: 'Active', role: 'shop/cart-exec', expected: COMPLIANT },
  // Only a version that is not the default grants.
  { ...shopEurope, name: 'wishlist-api', tracing: 'Active', role: 'shop/wishlist-exec', expected: DENIED },
  // Nothing in the role speaks of X-Ray.
  {
    ...shopEurope,
    name: 'invoice-render',
    tracing: 'Active',
    role: 'shop/invoice-exec',
    status: 'ResourceDiscovered',
    capturedAt: '2026-10-13T08:44:15.208Z',
    expected: DENIED,
  },
  // PutTraceSegments without PutTelemetryRecords.
  { ...shopEurope, name: 'shipping-labels', tracing: 'Active', role: 'shop/shipping-exec', expected: DENIED },
  // Allowed on an ARN, but the actions have no resources: only "*" grants.
  { ...shopEurope, name: 'returns-intake', tracing: 'Active', role: 'shop/returns-exec', expected: DENIED },
  // AWSXRayDaemonWriteAccess, overruled by an explicit Deny.
  { ...shopEurope, name: 'coupons-validate', tracing: 'Active', role: 'shop/coupons-exec', expected: DENIED },
  // The customer-managed boundary does not allow X-Ray.
  { ...shopEurope, name: 'loyalty-points', tracing: 'Active', role: 'shop/loyalty-exec', expected: DENIED },
  // The boundary allows it in its default version.
  {
    ...shopEurope,
    name: 'reviews-moderate',
    tracing: 'Active',
    role: 'shop/reviews-exec',
    capturedAt: '2026-11-02T13:02:09.475Z',
    // Deployed by hand without tracing, and mended after lunch.
    before: [
      { capturedAt: '2026-07-14T11:36:20.390Z' },
      { tracing: 'PassThrough', capturedAt: '2026-11-02T08:15:33.027Z' },
    ],
    expected: COMPLIANT,
  },
  // The role was deleted this morning.
  {
    ...shopEurope,
    name: 'newsletter-send',
    tracing: 'Active',
    role: 'shop/newsletter-exec',
    expected: ['NON_COMPLIANT', 'role-missing'],
  },
  {
    ...shopEurope,
    name: 'newsletter-digest',
    tracing: 'PassThrough',
    role: 'shop/newsletter-exec',
    expected: ['NON_COMPLIANT', 'tracing-not-active', 'role-missing'],
  },
  // The role was deleted and created anew: the new one counts.
  { ...shopEurope, name: 'giftcards-redeem', tracing: 'Active', role: 'shop/giftcards-exec', expected: COMPLIANT },
  // Deleted after the snapshot.
  {
    ...shopEurope,
    name: 'price-import-legacy',
    tracing: 'PassThrough',
    role: 'shop/lambda-default',
    status: 'ResourceDeleted',
    capturedAt: '2026-11-20T10:18:36.774Z',
    before: [{ status: 'OK', capturedAt: '2024-12-09T09:41:27.552Z' }],
    expected: OUT_OF_SCOPE,
  },
  // The exemption holds to the end of the day of the evaluation.
  {
    ...shopEurope,
    name: 'stock-sync',
    tracing: 'PassThrough',
    role: 'shop/invoice-exec',
    tags: { team: 'warehouse', [EXEMPT]: '2026-11-20 warehouse-oncall replaced by the stock stream this week' },
    capturedAt: '2026-11-03T09:50:26.814Z',
    // It ran out for two days before somebody prolonged it.
    before: [
      {
        tags: { team: 'warehouse', [EXEMPT]: '2026-10-31 warehouse-oncall to be replaced by the stock stream' },
        capturedAt: '2026-09-21T14:18:05.193Z',
      },
    ],
    expected: EXEMPTED,
  },
  // The exemption ran out the day before.
  {
    ...shopEurope,
    name: 'sitemap-build',
    tracing: '',
    role: 'shop/lambda-default',
    tags: { team: 'storefront', [EXEMPT]: '2026-11-19 storefront moving to the static build' },
    expected: NOT_ACTIVE,
  },
  // No day, so no exemption.
  {
    ...shopEurope,
    name: 'image-resize',
    tracing: null,
    role: 'shop/lambda-default',
    tags: { team: 'storefront', [EXEMPT]: 'until further notice' },
    expected: NOT_ACTIVE,
  },

  // The same name in another Region of the same account is another function.
  { ...shopUs, name: 'orders-create', tracing: 'Active', role: 'shop/orders-exec', expected: COMPLIANT },
  // The mode is case-sensitive; Lambda itself never writes this.
  { ...shopUs, name: 'storefront-edge-auth', tracing: 'active', role: 'shop/lambda-default', expected: NOT_ACTIVE },
  // Deleted and created anew a day later.
  {
    ...shopUs,
    name: 'storefront-redirects',
    tracing: 'Active',
    role: 'shop/lambda-default',
    status: 'ResourceDiscovered',
    capturedAt: '2026-10-23T10:27:44.650Z',
    before: [
      { status: 'OK', capturedAt: '2026-04-28T16:33:02.071Z' },
      { status: 'ResourceDeleted', capturedAt: '2026-10-22T15:41:58.336Z' },
    ],
    expected: COMPLIANT,
  },
  // PowerUserAccess grants by NotAction.
  { ...shopUs, name: 'release-notes', tracing: 'Active', role: 'ops/release-tools', expected: COMPLIANT },
  // The role is in no input: the recorder of the IAM types started after the role was last changed.
  { ...shopUs, name: 'abtest-assign', tracing: 'Active', role: 'experiments/abtest-exec', expected: UNKNOWN },

  // The same name as in the shop's account; the role has nothing to do with the other one.
  {
    ...paymentsEurope,
    name: 'orders-create',
    tracing: 'PassThrough',
    role: 'service-role/orders-create-role-k3j2h1g0',
    expected: ['NON_COMPLIANT', 'tracing-not-active', 'role-denied'],
  },
  // Allowed only through a VPC endpoint, which nobody can know from the configuration.
  {
    ...paymentsEurope,
    name: 'payment-authorize',
    tracing: 'Active',
    role: 'payment-authorize-exec',
    expected: CONDITIONAL,
  },
  // Denied unless through the endpoint: a condition on the Deny side.
  {
    ...paymentsEurope,
    name: 'payment-capture',
    tracing: 'Active',
    role: 'payment-capture-exec',
    expected: CONDITIONAL,
  },
  // An unreadable document may hold a Deny, so the sound Allow beside it is not enough.
  { ...paymentsEurope, name: 'fraud-score', tracing: 'Active', role: 'fraud-score-exec', expected: UNKNOWN },
  // An explicit Deny decides whatever the unreadable document says.
  { ...paymentsEurope, name: 'fraud-train', tracing: 'Active', role: 'fraud-train-exec', expected: DENIED },
  // Its customer-managed policy is not among the items.
  { ...paymentsEurope, name: 'ledger-post', tracing: 'Active', role: 'ledger-post-exec', expected: UNKNOWN },
  // Amazon MSK, enabled.
  { ...paymentsEurope, name: 'ledger-stream', tracing: 'PassThrough', role: 'payments-default', expected: UNTRACEABLE },
  // Amazon MSK, but the mapping is disabled.
  { ...paymentsEurope, name: 'ledger-replay', tracing: 'PassThrough', role: 'payments-default', expected: NOT_ACTIVE },
  // Amazon MSK, enabled, and Active all the same: then the role decides as for any function.
  { ...paymentsEurope, name: 'ledger-audit', tracing: 'Active', role: 'payments-default', expected: COMPLIANT },
  // SQS can be traced.
  { ...paymentsEurope, name: 'payout-batch', tracing: 'PassThrough', role: 'payments-default', expected: NOT_ACTIVE },
  // Self-managed Kafka: no event source ARN at all.
  { ...paymentsEurope, name: 'chargeback-intake', tracing: null, role: 'payments-default', expected: UNTRACEABLE },
  // Amazon MQ.
  {
    ...paymentsEurope,
    name: 'psp-legacy-queue',
    tracing: 'PassThrough',
    role: 'payments-default',
    expected: UNTRACEABLE,
  },
  // The recorder of this account was told to leave the function out.
  {
    ...paymentsEurope,
    name: 'kyc-sandbox',
    tracing: 'PassThrough',
    role: 'payments-default',
    status: 'ResourceNotRecorded',
    expected: OUT_OF_SCOPE,
  },
  // One role, two Regions: it allows tracing in Europe only.
  { ...paymentsEurope, name: 'tokens-rotate', tracing: 'Active', role: 'tokens-rotate-exec', expected: COMPLIANT },
  { ...paymentsUs, name: 'tokens-rotate', tracing: 'Active', role: 'tokens-rotate-exec', expected: DENIED },
  // Two captures twenty minutes apart in the same file.
  {
    ...paymentsUs,
    name: 'payment-authorize',
    tracing: 'Active',
    role: 'payments-default',
    capturedAt: '2026-11-19T17:22:40.685Z',
    before: [{ tracing: 'PassThrough', capturedAt: '2026-11-19T17:02:18.017Z' }],
    expected: COMPLIANT,
  },

  // AWSXrayWriteOnlyAccess, an older policy of AWS that grants both.
  { ...searchEurope, name: 'search-query', tracing: 'Active', role: 'search-query-exec', expected: COMPLIANT },
  // An AWS-managed policy the table does not know may hold anything.
  { ...searchEurope, name: 'search-index', tracing: 'Active', role: 'search-index-exec', expected: UNKNOWN },
  // An AWS-managed policy as the boundary denies all but its own actions.
  {
    ...searchEurope,
    name: 'search-suggest',
    tracing: 'Active',
    role: 'service-role/search-suggest-exec',
    expected: DENIED,
  },
  // PowerUserAccess as the boundary allows X-Ray.
  { ...searchEurope, name: 'recommend-train', tracing: 'Active', role: 'recommend-train-exec', expected: COMPLIANT },
  // AWS's own Application Signals policy has PutTraceSegments only.
  {
    ...searchEurope,
    name: 'recommend-serve',
    tracing: 'Active',
    role: 'recommend-serve-exec',
    packageType: 'Image',
    expected: DENIED,
  },
  // IAM ignores the case of actions.
  { ...searchEurope, name: 'clickstream-enrich', tracing: 'Active', role: 'clickstream-exec', expected: COMPLIANT },
  // Amazon DocumentDB.
  {
    ...searchEurope,
    name: 'clickstream-load',
    tracing: 'PassThrough',
    role: 'clickstream-exec',
    expected: UNTRACEABLE,
  },
  // The role is in no input, but without Active tracing the verdict needs no role.
  {
    ...searchEurope,
    name: 'clickstream-sessions',
    tracing: 'PassThrough',
    role: 'clickstream-sessions-exec',
    expected: NOT_ACTIVE,
  },
  {
    ...searchEurope,
    name: 'reports-nightly',
    tracing: 'PassThrough',
    role: 'reports-exec',
    tags: { team: 'analytics', [EXEMPT]: '2031-12-31 analytics@shop.example batch job, nobody waits for it' },
    expected: EXEMPTED,
  },
  // AWSDenyAll was attached this morning; the history file holds the role before and after.
  { ...searchEurope, name: 'metrics-rollup', tracing: 'Active', role: 'metrics-rollup-exec', expected: DENIED },
  { ...searchUs, name: 'search-query', tracing: 'Active', role: 'search-query-exec', expected: COMPLIANT },
  { ...searchUs, name: 'reports-adhoc', tracing: 'Active', role: 'reports-exec', expected: DENIED },
];

/** `<account>/<Region>/<function>` and what the rule must say about it at the moment of the evaluation. */
export function expectations(): Record<string, { compliance: Compliance; reasons: readonly Reason[] }> {
  return Object.fromEntries(
    FUNCTIONS.map(({ accountId, region, name, expected: [compliance, ...reasons] }) => [
      `${accountId}/${region}/${name}`,
      { compliance, reasons },
    ]),
  );
}

/** Every capture of every function of an account and Region. */
export function functionCaptures(accountId: string, region: Region): readonly Capture[] {
  return FUNCTIONS.filter((fn) => fn.accountId === accountId && fn.region === region).flatMap((fn) => [
    ...(fn.before ?? []).map((earlier) => captureOf({ ...fn, ...earlier })),
    captureOf(fn),
  ]);
}

function captureOf(fn: SampleFunction): Capture {
  const { accountId, region, name } = fn;
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  const capturedAt = fn.capturedAt ?? stableTime(`captured ${arn}`, '2025-01-08', '2026-09-30');
  const gone = fn.status === 'ResourceDeleted' || fn.status === 'ResourceNotRecorded';
  return {
    accountId,
    region,
    resourceType: 'AWS::Lambda::Function',
    resourceId: name,
    resourceName: name,
    arn,
    capturedAt,
    createdAt:
      fn.status === 'ResourceDiscovered' ? capturedAt : stableTime(`created ${arn}`, '2023-02-01', '2024-12-01'),
    status: fn.status ?? 'OK',
    configuration: gone ? null : configurationOf(fn, arn, capturedAt),
    tags: fn.tags ?? { team: name.replace(/-.*/, '') },
    // AWS Config names the role, but does not give its id.
    relationships: [
      {
        resourceType: 'AWS::IAM::Role',
        resourceName: fn.role.slice(fn.role.lastIndexOf('/') + 1),
        name: 'Is associated with ',
      },
    ],
  };
}

function configurationOf(fn: SampleFunction, arn: string, capturedAt: string): object {
  // A change of the function comes some seconds before its capture.
  const modifiedAt = new Date(Date.parse(capturedAt) - 40_000 - stableNumber(`lag ${arn}`, 90_000)).toISOString();
  const code = stableChoice(`runtime ${arn}`, [
    { runtime: 'nodejs22.x', handler: 'index.handler' },
    { runtime: 'nodejs24.x', handler: 'dist/index.handler' },
    { runtime: 'python3.13', handler: 'app.lambda_handler' },
    { runtime: 'java21', handler: 'example.shop.Handler::handleRequest' },
  ]);
  return {
    functionName: fn.name,
    functionArn: arn,
    // A container image brings its own runtime.
    ...(fn.packageType === 'Image' ? {} : code),
    role: roleArn(fn.accountId, fn.role),
    codeSize: 900 + stableNumber(`size ${arn}`, 4_000_000),
    description: '',
    timeout: stableChoice(`timeout ${arn}`, [3, 15, 29, 60, 900]),
    memorySize: stableChoice(`memory ${arn}`, [128, 256, 512, 1024]),
    lastModified: modifiedAt.replace('Z', '+0000'),
    codeSha256: Buffer.from(stableHex(`code ${arn}`), 'hex').toString('base64'),
    version: '$LATEST',
    ...(fn.accountId === PAYMENTS
      ? {
          vpcConfig: {
            subnetIds: [`subnet-0${stableHex(`subnet ${fn.region}`).slice(0, 16)}`],
            securityGroupIds: [`sg-0${stableHex(`group ${arn}`).slice(0, 16)}`],
            vpcId: `vpc-0${stableHex(`vpc ${fn.region}`).slice(0, 16)}`,
            ipv6AllowedForDualStack: false,
          },
        }
      : {}),
    ...(fn.tracing === 'missing' ? {} : { tracingConfig: { mode: fn.tracing } }),
    revisionId: stableUuid(`revision ${arn} ${capturedAt}`),
    layers: fn.accountId === SHOP ? null : [],
    state: { value: 'Active' },
    lastUpdateStatus: 'Successful',
    fileSystemConfigs: [],
    packageType: fn.packageType ?? 'Zip',
    architectures: [stableChoice(`architecture ${arn}`, ['arm64', 'arm64', 'x86_64'])],
    ephemeralStorage: { size: 512 },
    snapStart: { applyOn: 'None', optimizationStatus: 'Off' },
    loggingConfig: { logFormat: 'Text', logGroup: `/aws/lambda/${fn.name}` },
  };
}
