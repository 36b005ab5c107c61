import { defineCatalogue } from '../base/catalogue.ts';

const restore = 'Repair the gap to take over what the spec asks for, or change the spec when the code is right.';
const removeOrSay = 'Remove it, or say it in the spec.';

/** Entities, attributes and relations as the ORM has them: DM4001 to DM4049. */
const entities = {
  DM4001: { severity: 'error', title: 'Entity without a table', message: 'The entity {name} has no table "{table}" in the code.', help: restore },
  DM4002: { severity: 'warning', title: 'Table that the spec does not ask for', message: 'No entity of the spec asks for the table "{table}".', help: removeOrSay },
  DM4003: { severity: 'error', title: 'Attribute without a column', message: 'The attribute {name} has no column "{column}" in the code.', help: restore },
  DM4004: { severity: 'warning', title: 'Column that the spec does not ask for', message: 'No attribute of the spec asks for the column "{column}" of "{table}".', help: removeOrSay },
  DM4005: { severity: 'error', title: 'Column of another type', message: '{name} is {expected} in the spec and {actual} in the code.', help: restore },
  DM4006: { severity: 'error', title: 'Column of another nullability', message: '{name} is {expected} in the spec and {actual} in the code.', help: restore },
  DM4007: { severity: 'error', title: 'Column with another default', message: '{name} has {expected} in the spec and {actual} in the code.', help: restore },
  DM4008: { severity: 'error', title: 'Unique values are not unique in the code', message: '{name} must be unique; the code does not say so.', help: restore },
  DM4009: { severity: 'error', title: 'Other primary key', message: 'The primary key of {name} is {expected} in the spec and {actual} in the code.', help: restore },
  DM4010: { severity: 'error', title: 'Relation without a foreign key', message: 'The relation {name} has no foreign key in the code.', help: restore },
  DM4011: { severity: 'error', title: 'Foreign key of another relation', message: 'The foreign key of {name} is {expected} in the spec and {actual} in the code.', help: restore },
  DM4012: { severity: 'error', title: 'Relation without a link table', message: 'The relation {name} has no table "{table}" in the code.', help: restore },
  DM4013: { severity: 'warning', title: 'Index missing', message: 'The index "{index}" of {name} is missing in the code.', help: restore },
  DM4014: { severity: 'error', title: 'Constraint missing in the table', message: 'The code does not hold {name}: the check "{check}" is missing.', help: restore },
  DM4015: { severity: 'error', title: 'Other constraint in the table', message: '{name} is {expected} in the spec and {actual} in the code.', help: restore },
  DM4016: { severity: 'warning', title: 'Constraint that the spec does not ask for', message: 'The spec does not ask for {constraint} in "{table}".', help: removeOrSay },
  DM4017: { severity: 'error', title: 'Attribute under another name', message: 'The code calls the attribute {name} "{actual}".', help: restore },
} as const;

/** What the migrations make of the database: DM4101 to DM4149, in the order of DM4001. */
const database = {
  DM4101: { severity: 'error', title: 'Entity without a table in the database', message: 'No migration makes the table "{table}" of {name}.', help: restore },
  DM4102: { severity: 'warning', title: 'Table of the database that the spec does not ask for', message: 'A migration makes the table "{table}", and no entity of the spec asks for it.', help: removeOrSay },
  DM4103: { severity: 'error', title: 'Attribute without a column in the database', message: 'No migration makes the column "{column}" of {name}.', help: restore },
  DM4104: { severity: 'warning', title: 'Column of the database that the spec does not ask for', message: 'A migration makes the column "{column}" of "{table}", and no attribute asks for it.', help: removeOrSay },
  DM4105: { severity: 'error', title: 'Column of another type in the database', message: '{name} is {expected} in the spec and {actual} in the migrations.', help: restore },
  DM4106: { severity: 'error', title: 'Column of another nullability in the database', message: '{name} is {expected} in the spec and {actual} in the migrations.', help: restore },
  DM4107: { severity: 'error', title: 'Column with another default in the database', message: '{name} has {expected} in the spec and {actual} in the migrations.', help: restore },
  DM4108: { severity: 'error', title: 'Unique values are not unique in the database', message: '{name} must be unique; no migration says so.', help: restore },
  DM4109: { severity: 'error', title: 'Other primary key in the database', message: 'The primary key of {name} is {expected} in the spec and {actual} in the migrations.', help: restore },
  DM4110: { severity: 'error', title: 'Relation without a foreign key in the database', message: 'No migration makes the foreign key of {name}.', help: restore },
  DM4111: { severity: 'error', title: 'Foreign key of another relation in the database', message: 'The foreign key of {name} is {expected} in the spec and {actual} in the migrations.', help: restore },
  DM4112: { severity: 'error', title: 'Relation without a link table in the database', message: 'No migration makes the table "{table}" of {name}.', help: restore },
  DM4113: { severity: 'warning', title: 'Index missing in the database', message: 'No migration makes the index "{index}" of {name}.', help: restore },
  DM4114: { severity: 'error', title: 'Constraint missing in the database', message: 'The database does not hold {name}: no migration makes the check "{check}".', help: restore },
  DM4115: { severity: 'error', title: 'Other constraint in the database', message: '{name} is {expected} in the spec and {actual} in the migrations.', help: restore },
  DM4116: { severity: 'warning', title: 'Constraint of the database that the spec does not ask for', message: 'The spec does not ask for {constraint} in "{table}".', help: removeOrSay },
} as const;

/** Endpoints: DM4201 to DM4249. */
const endpoints = {
  DM4201: { severity: 'error', title: 'Endpoint missing', message: 'The code has no endpoint {name}.', help: restore },
  DM4202: { severity: 'warning', title: 'Endpoint that the spec does not ask for', message: 'The spec does not ask for the endpoint {name}.', help: removeOrSay },
  DM4203: { severity: 'error', title: 'Input is not checked', message: '{name} does not check its {part}.', help: restore },
  DM4204: { severity: 'warning', title: 'Input that the spec does not ask for', message: '{name} checks {part}, which the spec does not ask for.', help: removeOrSay },
  DM4205: { severity: 'error', title: 'Property is not accepted', message: '{name} is missing in {place}.', help: restore },
  DM4206: { severity: 'warning', title: 'Property that the spec does not ask for', message: 'The spec does not ask for {name} in {place}.', help: removeOrSay },
  DM4207: { severity: 'error', title: 'Property of another type', message: '{name} is {expected} in the spec and {actual} in {place}.', help: restore },
  DM4208: { severity: 'error', title: 'Other optionality', message: '{name} is {expected} in the spec and {actual} in {place}.', help: restore },
  DM4209: { severity: 'error', title: 'Other nullability', message: '{name} is {expected} in the spec and {actual} in {place}.', help: restore },
  DM4210: { severity: 'error', title: 'Other default', message: '{name} has {expected} in the spec and {actual} in {place}.', help: restore },
  DM4211: { severity: 'error', title: 'Other treatment of unknown properties', message: 'Unknown properties of {name} are {expected} in the spec and {actual} in {place}.', help: restore },
  DM4212: { severity: 'error', title: 'Access is not checked', message: '{name} does not check who calls: {expected} is missing.', help: restore },
  DM4213: { severity: 'error', title: 'Other check of access', message: '{name} must be checked with {expected}; the code says {actual}.', help: restore },
  DM4214: { severity: 'warning', title: 'Check of access that the spec does not ask for', message: '{name} checks {actual}, which the spec does not ask for.', help: removeOrSay },
  DM4215: { severity: 'error', title: 'Other option of the route', message: '{name} needs the option {option} {expected}; the code has {actual}.', help: restore },
  DM4216: { severity: 'error', title: 'Other status', message: '{name} must answer {expected}; the code answers {actual}.', help: restore },
  DM4217: { severity: 'error', title: 'The handler leaves something out', message: 'The handler of {name} does not do this: {expected}', help: restore },
  DM4218: { severity: 'error', title: 'The handler does something else', message: 'The handler of {name} must say {expected}; it says {actual}.', help: restore },
  DM4219: { severity: 'error', title: 'The handler does it under a condition', message: 'The handler of {name} does this only under a condition that the spec does not have: {actual}', help: restore },
  DM4220: { severity: 'warning', title: 'The handler writes what the spec does not ask for', message: 'The spec does not ask the handler of {name} for this: {actual}', help: removeOrSay },
  DM4221: { severity: 'error', title: 'Endpoint under a condition', message: 'The code has the endpoint {name} only under a condition that the spec does not have: {actual}', help: restore },
  DM4222: { severity: 'error', title: 'Endpoint without its condition', message: 'The code has the endpoint {name} also where it must not be: {expected} is missing.', help: restore },
} as const;

/** Constraints of inputs: DM4301 to DM4319. */
const constraints = {
  DM4301: { severity: 'error', title: 'Constraint is not checked', message: '{name} ({expected}) is not checked in {place}.', help: restore },
  DM4302: { severity: 'error', title: 'Other constraint', message: '{name} is {expected} in the spec and {actual} in {place}.', help: restore },
  DM4303: { severity: 'warning', title: 'Constraint that the spec does not ask for', message: 'The spec does not ask for {name} ({actual}) in {place}.', help: removeOrSay },
  DM4304: { severity: 'error', title: 'Other values', message: '{name} takes {expected} in the spec and {actual} in {place}.', help: restore },
} as const;

/** State machines: DM4401 to DM4419. */
const machines = {
  DM4401: { severity: 'error', title: 'State machine missing', message: 'The state machine {name} is missing.', help: restore },
  DM4402: { severity: 'warning', title: 'State machine that the spec does not ask for', message: 'The spec does not ask for the state machine {name}.', help: removeOrSay },
  DM4403: { severity: 'error', title: 'State missing', message: 'The state machine {machine} has no state {name}.', help: restore },
  DM4404: { severity: 'warning', title: 'State that the spec does not ask for', message: 'The spec does not ask for the state {name} of {machine}.', help: removeOrSay },
  DM4405: { severity: 'error', title: 'Other initial state', message: '{machine} begins with {expected} in the spec and with {actual} in the code.', help: restore },
  DM4406: { severity: 'error', title: 'Transition missing', message: '{machine} has no transition {event} from {from} to {to}.', help: restore },
  DM4407: { severity: 'error', title: 'Other transition', message: '{machine}: {event} leads from {from} to {to} in the spec; the code says {actual}.', help: restore },
  DM4408: { severity: 'warning', title: 'Transition that the spec does not ask for', message: 'The spec does not ask for the transition {event} from {from} to {to} of {machine}.', help: removeOrSay },
  DM4409: { severity: 'error', title: 'Guard missing', message: 'The guard of {name} is missing: {expected}', help: restore },
  DM4410: { severity: 'error', title: 'Other guard', message: 'The guard of {name} must say {expected}; it says {actual}.', help: restore },
  DM4411: { severity: 'error', title: 'Events are not fired as the spec says', message: '{name} does not do this: {expected}', help: restore },
  DM4412: { severity: 'error', title: 'Events are fired in another way', message: '{name} must say {expected}; it says {actual}.', help: restore },
} as const;

/** What functions do: DM4501 to DM4579. */
const behavior = {
  DM4501: { severity: 'error', title: 'Flow missing', message: 'The flow {name} is missing.', help: restore },
  DM4502: { severity: 'error', title: 'Step of a flow missing', message: 'The flow {name} leaves a step out: {expected}', help: restore },
  DM4503: { severity: 'error', title: 'Other step of a flow', message: 'The flow {name} must say {expected}; it says {actual}.', help: restore },
  DM4504: { severity: 'error', title: 'Steps in another order', message: 'The flow {name} does this at another place than the spec says: {actual}', help: restore },
  DM4505: { severity: 'error', title: 'Step under a condition', message: 'The flow {name} does a step only under a condition that the spec does not have: {actual}', help: restore },
  DM4506: { severity: 'warning', title: 'Step that the spec does not ask for', message: 'The spec does not ask the flow {name} for this: {actual}', help: removeOrSay },
  DM4511: { severity: 'error', title: 'Operation missing', message: '{name} is missing.', help: restore },
  DM4512: { severity: 'error', title: 'Operation leaves something out', message: '{name} does not do this: {expected}', help: restore },
  DM4513: { severity: 'error', title: 'Operation does something else', message: '{name} must say {expected}; it says {actual}.', help: restore },
  DM4514: { severity: 'error', title: 'Operation in another order', message: '{name} does this at another place than the spec says: {actual}', help: restore },
  DM4515: { severity: 'error', title: 'Operation under a condition', message: '{name} does this only under a condition that the spec does not have: {actual}', help: restore },
  DM4516: { severity: 'warning', title: 'Operation writes what the spec does not ask for', message: 'The spec does not ask {name} for this: {actual}', help: removeOrSay },
  DM4521: { severity: 'error', title: 'Answer lacks a property', message: 'The answer lacks {name}.', help: restore },
  DM4522: { severity: 'error', title: 'Property of an answer differs', message: '{name} is answered as {expected} in the spec and as {actual} in the code.', help: restore },
  DM4523: { severity: 'warning', title: 'Answer with a property that the spec does not have', message: 'The spec does not have {name} in this answer.', help: removeOrSay },
  DM4531: { severity: 'error', title: 'Invariant is not checked', message: 'The invariant {name} is not checked: {expected}', help: restore },
  DM4532: { severity: 'error', title: 'Other invariant', message: 'The invariant {name} must say {expected}; it says {actual}.', help: restore },
  DM4541: { severity: 'error', title: 'Event is not handled', message: 'Nothing calls {name} when "{when}" happens.', help: restore },
  DM4542: { severity: 'error', title: 'Handler of another event', message: '{name} belongs to "{expected}" in the spec and to "{actual}" in the code.', help: restore },
  DM4543: { severity: 'error', title: 'Event is handled in another way', message: 'The handler {name} must say {expected}; it says {actual}.', help: restore },
  DM4544: { severity: 'warning', title: 'Handler that the spec does not ask for', message: 'The spec does not ask for the handler {name} of "{when}".', help: removeOrSay },
  DM4551: { severity: 'error', title: 'Schedule missing', message: 'Nothing runs {name} at "{when}".', help: restore },
  DM4552: { severity: 'error', title: 'Other time of a schedule', message: '{name} runs at "{expected}" in the spec and at "{actual}" in the code.', help: restore },
  DM4553: { severity: 'error', title: 'Schedule runs something else', message: 'The schedule {name} must say {expected}; it says {actual}.', help: restore },
  DM4554: { severity: 'warning', title: 'Schedule that the spec does not ask for', message: 'The spec does not ask for the schedule {name} at "{when}".', help: removeOrSay },
  DM4561: { severity: 'error', title: 'Part of the runtime missing', message: '{name} of the runtime is missing, and the app uses it.', help: restore },
  DM4562: { severity: 'error', title: 'Part of the runtime leaves something out', message: '{name} of the runtime does not do this: {expected}', help: restore },
  DM4563: { severity: 'error', title: 'Part of the runtime does something else', message: '{name} of the runtime must say {expected}; it says {actual}.', help: restore },
} as const;

/** Settings: DM4601 to DM4609. */
const settings = {
  DM4601: { severity: 'error', title: 'Setting missing', message: 'The setting {name} is missing; it must be {expected}.', help: restore },
  DM4602: { severity: 'error', title: 'Other setting', message: 'The setting {name} must be {expected}; it is {actual}.', help: restore },
  DM4603: { severity: 'warning', title: 'Setting that the spec does not ask for', message: 'The spec does not ask for the setting {name} ({actual}).', help: removeOrSay },
} as const;

/** How the code of an app can differ from its spec. */
export const complianceCatalogue = defineCatalogue({ ...entities, ...database, ...endpoints, ...constraints, ...machines, ...behavior, ...settings });

export type ComplianceCode = keyof typeof complianceCatalogue.definitions;
