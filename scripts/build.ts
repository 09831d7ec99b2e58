import { buildCli } from './build-cli.ts';
import { buildLambda } from './build-lambda.ts';

await Promise.all([buildCli('dist'), buildLambda('dist/lambda/index.js')]);
