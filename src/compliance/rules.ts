import { eachOf, type Rule } from './comparison.ts';
import { access } from './rules/access.ts';
import { answers } from './rules/answers.ts';
import { attributes } from './rules/attributes.ts';
import { checks } from './rules/checks.ts';
import { conditions } from './rules/conditions.ts';
import { endpoints } from './rules/endpoints.ts';
import { entities } from './rules/entities.ts';
import { functions, missingFunctions } from './rules/functions.ts';
import { handlers } from './rules/handlers.ts';
import { inputs } from './rules/inputs.ts';
import { keys } from './rules/keys.ts';
import { machines } from './rules/machines.ts';
import { relations } from './rules/relations.ts';
import { routeOptions } from './rules/routeOptions.ts';
import { settings } from './rules/settings.ts';
import { eventHandlers, schedules } from './rules/triggers.ts';

/** Every rule; each finds its gaps alone, again only when something changed that it looks at. */
export const rules: readonly Rule[] = [
  entities, attributes, keys, relations, checks, endpoints, conditions, inputs, answers, access, routeOptions, handlers, functions, missingFunctions, machines, eventHandlers, schedules, settings,
].map((rule) => eachOf(({ index }) => [index], (_, comparison) => rule(comparison)));
