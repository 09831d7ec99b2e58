import { application } from './application.ts';
import { bundledEnricher, bundledHandler, readArtefacts } from './artefacts.ts';

application(readArtefacts(bundledHandler(), bundledEnricher())).app.synth();
