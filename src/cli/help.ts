/** What `devmatrix help` prints. */
export const helpText = `DevMatrix: from a spec to a complete backend that runs and is proven to do what the spec says.

  devmatrix generate <spec> [--out DIR] [--target typescript] [--no-llm] [--budget USD] [--force] [--verify] [--json]
      Writes the app. Files that you edited by hand are kept unless --force is given.
  devmatrix plan <spec> [--json]
      Shows what would be generated, in which strata and waves, and the price of what needs a language model.
  devmatrix verify <spec> --app DIR [--database URL] [--json]
      Type-checks the app, runs its tests, starts it and checks every operation against the spec.

<spec> is an OpenAPI 3.0 or 3.1 document or a DevMatrix YAML file.
--out   the app's folder; default: a folder named after the spec, beside it
--json  one JSON object on standard output, everything else on standard error
--database  a PostgreSQL URL for the verification; default: DATABASE_URL, else local PostgreSQL, else embedded PGlite

Exit codes: 0 all holds, 1 a gap or failure was found, 2 bad usage or a bad spec.
`;
