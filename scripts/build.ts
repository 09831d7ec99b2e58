import { buildCli } from './build-cli.ts';
import { buildLambda } from './build-lambda.ts';
import { buildSecurityHub } from './build-security-hub.ts';

await Promise.all([
  buildCli('dist'),
  buildLambda('dist/lambda/index.js'),
  buildSecurityHub('dist/security-hub/index.js'),
]);
