import { PlannedInputError } from '../../planned-input-error.ts';
import type { SourcePlace } from '../../source-text.ts';
import { UnresolvedValue } from '../../unresolved-value.ts';
import type { Span } from './expression.ts';
import { type HclResource, type Module, placeOf, type Scope, unresolvedAt } from './module-tree.ts';

/** A resource as a whole; or all instances of a block whose collection is not known. */
export class ResourceValue extends UnresolvedValue {
  readonly resource: HclResource;
  readonly isCollection: boolean;

  constructor(resource: HclResource, isCollection: boolean) {
    super(resource.address, `${resource.address} is known after apply`, resource.place, '');
    this.resource = resource;
    this.isCollection = isCollection;
  }
}

/** The outputs of a module; or of all that a call makes of a collection that is not known. */
export class ModuleValue extends UnresolvedValue {
  readonly module: Module;
  readonly isCollection: boolean;

  constructor(module: Module, isCollection: boolean, place: SourcePlace) {
    super(module.address, `${module.address} is known after apply`, place, '');
    this.module = module;
    this.isCollection = isCollection;
  }
}

/** What Terraform would refuse, such as an attribute that is not there; `try` goes on to something else. */
export class Failure extends UnresolvedValue {
  constructor(span: Span, why: string, scope: string) {
    super(span.source.text.slice(span.at, span.end).slice(0, 80), why, placeOf(span), `failure ${scope} ${span.at}`);
  }
}

/** An expression that comes to something, which cannot be told. */
export function unresolvedIn(span: Span, why: string, { module, instance }: Scope): UnresolvedValue {
  const { key } = instance ?? {};
  return unresolvedAt(span, why, `${module.address} ${key?.kind === 'known' ? key.key : ''}`);
}

export function failureIn(span: Span, why: string, { module }: Scope): Failure {
  return new Failure(span, why, module.address);
}

export function errorAt({ source, at }: Span, problem: string): PlannedInputError {
  return new PlannedInputError(source.file, source.lineOf(at), problem);
}
