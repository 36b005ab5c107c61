import { plural, words } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';

/** An entity that words name, and where. */
export interface Mention {
  readonly entity: string;
  readonly at: number;
}

const known = new WeakMap<ApplicationIR, ReadonlyMap<string, readonly string[]>>();

/** The entities that words name, in singular or plural, as one word or several, in the order in which they are named. */
export function mentionedEntities(text: string, application: ApplicationIR): readonly Mention[] {
  const names = known.get(application) ?? namesOf(application);
  known.set(application, names);
  const spoken = words(text);
  const mentions: Mention[] = [];
  for (let at = 0; at < spoken.length; at += 1) {
    for (const length of [3, 2, 1]) {
      const found = names.get(spoken.slice(at, at + length).join(' '));
      if (found === undefined || at + length > spoken.length) continue;
      mentions.push(...found.map((entity) => ({ entity, at })));
      at += length - 1;
      break;
    }
  }
  return mentions;
}

/** By how an entity is spoken of. */
function namesOf({ entities }: ApplicationIR): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name: entity, plural: declared } of entities) {
    for (const form of [entity, declared, plural(entity)]) {
      const spoken = words(form).join(' ');
      const list = names.get(spoken) ?? [];
      names.set(spoken, list);
      if (!list.includes(entity)) list.push(entity);
    }
  }
  return names;
}
