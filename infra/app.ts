import { application } from './application.ts';
import { bundledHandler, readArtefacts } from './artefacts.ts';

application(readArtefacts(bundledHandler())).app.synth();
