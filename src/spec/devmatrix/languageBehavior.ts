import { access, boolean, cel, descriptionKey, either, integer, list, map, none, object, optional, text, value, words } from './shapeParts.ts';
import type { Key, Keys, Shape, Shapes, Variant } from './shape.ts';

const fields = map({ kind: 'named', name: 'schema' });
const steps = list({ kind: 'named', name: 'step' });
const returns: Shape = { kind: 'any', means: 'returns' };

const failure = either(text(), object('A failure', optional({
  status: [integer(400, 499), 'The HTTP status, 400 to 499.'], code: [text(), 'A stable code in snake_case.'], message: [words, 'A sentence for people.'],
})));

/** What any declared endpoint may say. */
export const endpointKeys: Keys = optional({
  status: [integer(200, 299), 'Status of a successful call; 200 with a result, else 204.'],
  params: [map({ kind: 'named', name: 'schema' }, 'pathParameter'), 'Types of path parameters, where they are not the key of an entity.'],
  query: [fields, 'Query parameters.'],
  body: [fields, 'Properties of the request body.'],
  returns: [returns, 'What it returns: an entity, `[Entity]`, a type, or a map of fields. Else known from its `return` steps.'],
  access: [access, 'Who may call it.'],
  summary: [words, 'A short title.'],
  operationId: [text(), 'Its name in code and in OpenAPI.'],
  tag: [text(), 'The group that it is shown in.'],
});

const trigger: Shape = either(text({ values: ['call'] }), {
  kind: 'variants', title: 'A trigger', common: {},
  variants: {
    http: {
      shape: either(text({ pattern: '^[A-Za-z]+ +/', means: 'route' }), object('`http`', { method: { shape: text(), about: 'GET, POST, PUT, PATCH or DELETE.', required: 'an endpoint has a method' }, path: { shape: text(), about: 'With {parameters}.', required: 'an endpoint has a path' }, ...endpointKeys })),
      about: 'An endpoint: `POST /orders/{id}/pay`.', keys: endpointKeys,
    },
    event: { shape: text({ means: 'event' }), about: 'An event that some flow emits.', keys: {} },
    schedule: { shape: text({ means: 'cron' }), about: 'A five-field cron expression in UTC.', keys: {} },
    call: { shape: either(fields, none), about: 'Arguments by name: other flows call it.', keys: optional({ returns: [returns, 'What it returns.'] }) },
  },
});

const flow = object('A flow', {
  ...descriptionKey,
  trigger: { shape: trigger, about: 'What starts it.', required: 'it says what starts the flow' },
  ...optional({ steps: [steps, 'What happens, in one transaction.'], returns: [returns, 'What it returns, where steps in words hide it.'] }),
  ...endpointKeys,
});

function step(shape: Shape, about: string, keys: Parameters<typeof optional>[0] = {}): Variant {
  return { shape, about, keys: optional(keys) };
}

function withKey(variant: Variant, name: string, key: Key): Variant {
  return { ...variant, keys: { ...variant.keys, [name]: key } };
}

const stepShape: Shape = {
  kind: 'variants', title: 'A step', common: optional({ when: [cel, 'The step is skipped unless this is true.'] }),
  variants: {
    load: step(text({ means: 'entity' }), 'Reads a row, or with `many` a list of rows.', {
      as: [text(), 'The name to bind it to.'], by: [value, 'The key of the row.'], where: [text({ means: 'condition' }), 'Conditions on its attributes, joined with &&.'], many: [boolean, 'All rows that match.'],
      orderBy: [text({ means: 'order' }), 'The attribute to order by; `-` for descending.'], lock: [boolean, 'Lock for the rest of the transaction; implied when a later step writes it.'],
      optional: [boolean, 'Bind null instead of failing.'], anyOwner: [boolean, 'Rows of other owners too.'], otherwise: [failure, 'How it fails when there is none.'],
    }),
    require: step(cel, 'Fails unless the condition is true.', { otherwise: [failure, 'How it fails.'] }),
    forEach: withKey(step(value, 'Runs steps for each item of a list.', { as: [text(), 'The name of the item.'] }), 'steps', { shape: steps, about: 'What happens for each item.', required: 'it says what happens for each item' }),
    let: step(map(value), 'Binds values to names.'),
    create: step(text({ means: 'entity' }), 'Creates a row.', { as: [text(), 'The name to bind it to.'], values: [map(value, 'attribute'), 'Its attributes and relations.'] }),
    update: withKey(step(text({ means: 'binding' }), 'Writes attributes of a bound row.'), 'set', { shape: map(value, 'attribute'), about: 'The new values.', required: 'it says what to write' }),
    delete: step(text({ means: 'binding' }), 'Deletes a bound row.'),
    transition: withKey(step(text({ means: 'binding' }), 'Fires an event of the state machine of a bound row.'), 'event', { shape: text({ means: 'transition' }), about: 'The event.', required: 'it says which event to fire' }),
    emit: step(text({ means: 'event' }), 'Emits an event when the transaction is done.', { payload: [map(value, 'payload'), 'What it carries.'] }),
    call: step(text({ means: 'flow' }), 'Runs another flow.', { with: [map(value, 'argument'), 'Its arguments.'], as: [text(), 'The name to bind its result to.'] }),
    return: step(value, 'Ends the flow with a result.'),
    do: step(words, 'A step in words, for a language model.', { as: [text(), 'The name to bind its result to.'], returns: [returns, 'The type of its result.'] }),
  },
};

const transition = object('A transition', {
  from: { shape: either(text({ means: 'state' }), list(text({ means: 'state' }))), about: 'The state or states that it leaves; "*" for all others.', required: 'it says which states the event leaves' },
  to: { shape: text({ means: 'state' }), about: 'The state that it leads to.', required: 'it says which state the event leads to' },
  ...optional({
  event: [text(), 'The event, where transitions are a list.'],
  guard: [either(text({ means: 'expression' }), boolean, object('A guard', optional({ rule: [cel, 'What must be true of `self`.'], otherwise: [failure, 'How it fails.'], do: [words, 'The guard in words.'] }))), 'What must be true of the row, `self`.'],
  otherwise: [failure, 'How the guard fails, where it does not say so itself.'],
  expose: [either(boolean, object('`expose`', optional({ access: [access, 'Who may call it.'], path: [text(), 'Its path.'], status: [integer(200, 299), 'Its status.'] }))), 'Whether there is an endpoint for it.'],
  }),
});

const machine = object('A state machine', {
  ...descriptionKey,
  states: { shape: list(text()), about: 'Its states.', required: 'a machine has states' },
  ...optional({ entity: [text({ means: 'entity' }), 'The entity whose attribute holds the state.'], initial: [text({ means: 'state' }), 'The state of a new row; else the first.'], transitions: [either(map(either(transition, list(transition))), list(transition)), 'What moves a row from state to state, by event.'] }),
});

const invariant = object('An invariant', {
  ...descriptionKey,
  entity: { shape: text({ means: 'entity' }), about: 'Whose rows it is about.', required: 'it says whose rows it is about' },
  ...optional({ rule: [cel, 'What is always true of `self`.'], do: [words, 'The rule in words.'], message: [words, 'What a caller is told whose request breaks it.'] }),
});

const customEndpoint = object('An endpoint', {
  ...endpointKeys, ...descriptionKey,
  ...optional({ do: [words, 'What it does, in words, for a language model.'], flow: [text({ means: 'flow' }), 'The flow with a `call` trigger that it runs.'], steps: [steps, 'What happens.'] }),
});

/** The part of the language that says what the app does. */
export const languageBehavior: { readonly top: Keys; readonly shapes: Shapes } = {
  top: optional({
    stateMachines: [map(machine), 'How states of rows change.'],
    invariants: [map(invariant), 'What is always true.'],
    flows: [map(flow), 'What happens, step by step.'],
    events: [map(either(fields, none)), 'Payloads of events, where they should be written down.'],
    endpoints: [map(customEndpoint, 'route'), 'Endpoints of your own: `GET /reports/sales`.'],
  }),
  shapes: { step: stepShape },
};
