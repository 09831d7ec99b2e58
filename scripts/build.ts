import { buildCli } from './build-cli.ts';

await buildCli('dist/cli.js');
