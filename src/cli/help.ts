/** What `devmatrix help` prints. */
export const helpText = `DevMatrix: from a spec to a complete backend that runs and is proven to do what the spec says.

  devmatrix generate <spec> [--out DIR] [--target typescript] [--no-llm] [--budget USD | --yes] [--fresh] [--prompts VERSION] [--own-references] [--unreviewed] [--force] [--verify [--only PARTS]] [--json]
      Writes the app. Files that you edited by hand are kept unless --force is given. What the spec states in words only is written by a
      model, when one is configured and you agree to the price; a run that was cut off goes on where it was.
  devmatrix discover "<words>" [--out FILE] [--budget USD | --yes] [--json]
      Drafts a spec from what you say, asks what your words leave open, and shows it before it is written. What nobody has read is marked
      "reviewed: false", and no app is generated from it unless you say --unreviewed. With - the words come from standard input.
  devmatrix plan <spec> [--json | --mermaid]
      Shows what would be generated, in which strata and waves, and the order and price of what needs a language model.
  devmatrix prompt <spec> [--unit NAME] [--kind cases|code] [--app DIR] [--prompts VERSION] [--own-references] [--json]
      Lists what the spec states in words only, or shows what a model is asked for one of it. Nothing is asked. Accepted functions of your
      other apps are among what it shows, unless you say --own-references; with --forget in place of a spec they are forgotten.
      With --results in place of a spec: how versions of the prompts fared in the runs so far.
  devmatrix verify <spec> --app DIR [--database WHICH] [--only PARTS] [--json]
      Type-checks the app, runs its tests, starts it and checks every operation against the spec.
  devmatrix check <spec> --app DIR [--json] [--sarif FILE] [--junit FILE]
      Compares the app's code with the spec, whatever was edited in it: what is missing, other, or too much, and where.
  devmatrix repair <spec> --app DIR [--dry-run] [--remove-unrequested] [--json]
      Closes the gaps that check finds with the least change of the code; what you wrote beside them stays.
  devmatrix models [--probe] [--offline] [--json]
      Lists the providers of models that the environment has keys for, with their models, prices and limits.
  devmatrix ask "<question>" [--conversation NAME [--new] | --last] [--model ID] [--max-tokens N] [--budget USD | --yes] [--dry-run] [--similar] [--fresh] [--by-words] [--explain] [--json]
      Answers by the model that the router finds best for it, as the answer arrives, and keeps both in a conversation that can go on. With -
      the question, or what it is about, comes from standard input. Dear questions tell their price first; --dry-run only tells it.
  devmatrix conversations [show NAME | export NAME --out FILE | delete NAME] [--json]
      Lists the conversations of this folder, shows one, writes it to a file as Markdown (JSON with --json), or removes it.
  devmatrix bench [--models LIST] [--categories LIST] [--every HOURS] [--yes] [--history] [--json]
      Measures models in coding, math, research, language, empathy and general; shows the cost first. The router uses what it finds.
  devmatrix costs [--since DAY] [--json]
      Shows what calls to models cost, by day, run, model, category and unit, what was wasted, and the budgets. Since the first of this month.
  devmatrix budget [set day|month|workspace|run:ID USD [--soft USD] | remove day|month|workspace|run:ID] [--json]
      Shows, sets or removes limits. No call is made that could lead over one; reaching the soft one only tells you. A workspace is this folder.

<spec> is an OpenAPI 3.0 or 3.1 document or a DevMatrix YAML file.
--out   the app's folder; default: a folder named after the spec, beside it
--json  one JSON object on standard output, everything else on standard error
--database  where the app under verification keeps its data: a postgres:// URL (a database of its own is made in it and
        dropped again), local (PostgreSQL binaries of this machine), docker, or embedded (PGlite);
        default: DATABASE_URL, else local, else embedded
--only  what to verify, with commas: typecheck, lint, tests, smoke (start included); default: all
--sarif, --junit  also write the gaps to a file, for code scanning and for the test reports of CI
--dry-run         show what would change and write nothing
--remove-unrequested  remove code that the spec does not ask for, too
--explain  also say why that model: category, topic, mood, what was measured, prices, and what speaks against the others
--by-words let the words alone tell whether a question goes on with its conversation; no model is asked about that
--similar  take the answer to a much alike question of the last hour, where there is one; it says so
--every    measures again every so many hours (1 to 12), until it is ended; asked for once, budgets apply to each run
--probe    also look for servers of models on this machine, at the ports that they usually have
--offline  ask no provider for its list; show what the table of models knows

Exit codes: 0 all holds, 1 a gap or failure was found, 2 bad usage or a bad spec.
`;
