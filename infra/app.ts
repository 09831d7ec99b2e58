import { application } from './application.ts';
import { readArtefacts } from './artefacts.ts';

application(readArtefacts()).app.synth();
