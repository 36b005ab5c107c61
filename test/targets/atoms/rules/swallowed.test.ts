import { checkRule } from '../codeRules.ts';

const update = 'await loanRepository.update(context, loan, { days: 1 });';

it('finds failures of the app that are caught and dropped', () => {
  checkRule('DM5064', [
    `  try {\n    ${update}\n  } catch {\n    // It is there already.\n  }`,
    `  try {\n    ${update}\n  } catch (error) {\n    return;\n  }`,
    '  let days = 0;\n  try {\n    days = (await loanRepository.where(context, [])).length;\n  } catch {\n    days = 0;\n  }',
    '  try {\n    if (loan.days > 3) throw conflict("too_long", "Too long.");\n  } catch {}',
    '  await loanRepository.update(context, loan, { days: 1 }).catch(() => undefined);',
    '  await loanRepository.update(context, loan, { days: 1 }).then((row) => row.days, (_error) => 0);',
    '  await Promise.allSettled([loanRepository.update(context, loan, { days: 1 })]);',
    `  const write = async (): Promise<void> => {\n    ${update}\n  };\n  try {\n    await write();\n  } catch {\n    return;\n  }`,
  ], []);
});

it('leaves alone who throws again, looks at the error, or parses', () => {
  checkRule('DM5064', [], [
    `  try {\n    ${update}\n  } catch (error) {\n    if (!(error instanceof Problem)) throw error;\n  }`,
    `  try {\n    ${update}\n  } catch {\n    throw conflict("in_use", "It is in use.");\n  }`,
    `  const problems: string[] = [];\n  try {\n    ${update}\n  } catch (error) {\n    problems.push(String(error));\n  }`,
    '  let size = 0;\n  try {\n    size = BigInt(loan.id) > 3n ? 1 : 2;\n  } catch {\n    size = 3;\n  }\n  await loanRepository.update(context, loan, { days: size });',
    `  try {\n    ${update}\n  } finally {\n    bindings.loan.id.trim();\n  }`,
    '  await loanRepository.update(context, loan, { days: 1 }).catch((error: unknown) => {\n    throw error;\n  });',
    '  const outcomes = await Promise.allSettled([loanRepository.find(context, "x")]);\n  if (outcomes.length > 1) return;',
  ]);
});
