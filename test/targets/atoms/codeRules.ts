import assert from 'node:assert/strict';
import type { AtomContract } from '../../../src/ir/unit.ts';
import type { Atom } from '../../../src/ir/atom.ts';
import { checkCode } from '../../../src/targets/typescript/atoms/checks/checkCode.ts';
import { applicationOf, readingTarget, wordsSpec } from './wordsApp.ts';

const application = applicationOf(wordsSpec);
const found = readingTarget().atoms(application).find(({ name }) => name === 'giveTheMemberAPointForStep');
assert.ok(found);
const atom: Atom = found;

/** Codes of what is found in a function of the tool shed with that body, which may write unless the contract says otherwise. */
export function codesIn(body: string, contract: Partial<AtomContract> = {}, beside = ''): readonly string[] {
  const task = { ...atom.task, contract: { ...atom.task.contract, ...contract } };
  const text = `${task.signature} {\n  const { loan } = bindings;\n  if (loan.days < 0) return;\n${body}\n}\n${beside}`;
  return [...new Set(checkCode(text, { application, atom: { ...atom, task } }).findings.map(({ code }) => code))];
}

/** Each of the bodies has that finding and no other. */
export function checkRule(code: string, wrong: readonly string[], right: readonly string[], contract: Partial<AtomContract> = {}): void {
  for (const body of wrong) assert.deepEqual(codesIn(body, contract), [code], body);
  for (const body of right) assert.deepEqual(codesIn(body, contract), [], body);
}
