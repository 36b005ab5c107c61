import { plural, words } from '../../../base/names.ts';
import type { ApplicationIR } from '../../../ir/application.ts';

/** An entity that words name, and whether several of its rows are meant. */
export interface Mention {
  readonly entity: string;
  readonly at: number;
  readonly isPlural: boolean;
}

interface Name {
  readonly entity: string;
  readonly isPlural: boolean;
}

const known = new WeakMap<ApplicationIR, ReadonlyMap<string, readonly Name[]>>();

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
      mentions.push(...found.map((name) => ({ ...name, at })));
      at += length - 1;
      break;
    }
  }
  return mentions;
}

/** By how an entity is spoken of. */
function namesOf({ entities }: ApplicationIR): ReadonlyMap<string, readonly Name[]> {
  const names = new Map<string, Name[]>();
  for (const { name: entity, plural: declared } of entities) {
    const forms = [[entity, false], [declared, true], [plural(entity), true]] as const;
    for (const [form, isPlural] of forms) {
      const spoken = words(form).join(' ');
      const list = names.get(spoken) ?? [];
      names.set(spoken, list);
      if (!list.some((known) => known.entity === entity)) list.push({ entity, isPlural });
    }
  }
  return names;
}
