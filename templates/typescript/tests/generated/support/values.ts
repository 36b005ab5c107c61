// What requests may hold in one place: a good value, values at the edge of what is allowed, and values that are wrong in one way.

/** A value that has to be refused. */
export interface Refused {
  readonly fault: string;
  readonly value: unknown;
  /** Wrong as the text of a URL too. */
  readonly inUrl: boolean;
  /** What is to blame inside of the value, as a JSON pointer. */
  readonly at?: string;
}

/** A value that has to be stored, and how answers show it; `shown` undefined: in a form of their own. */
export interface Accepted {
  readonly boundary: string;
  readonly value: unknown;
  readonly shown: unknown;
}

export interface Values {
  readonly good: unknown;
  readonly refused: readonly Refused[];
  readonly accepted: readonly Accepted[];
}

export type Fields = Readonly<Record<string, Values>>;

interface Nullable {
  readonly nullable?: true;
}

/** Texts of `min` to `max` characters, or in a format. */
export function text(
  good: string,
  {
    min = 0,
    max,
    format,
    nullable,
  }: Nullable & {
    readonly min?: number;
    readonly max?: number;
    readonly format?: string;
  } = {},
): Values {
  const refused = [
    ...wrongType(12, format !== undefined, nullable),
    ...(min === 0
      ? []
      : [wrong(min === 1 ? "empty" : "too short", "a".repeat(min - 1))]),
    ...(max === undefined ? [] : [wrong("too long", "a".repeat(max + 1))]),
    ...(format === undefined ? [] : [wrong(`no ${format}`, `not ${format}!`)]),
  ];
  if (format !== undefined) return values(good, refused, ofNull(nullable));
  const most = Math.max(min, 1);
  return values(good, refused, [
    ...ofNull(nullable),
    right(min === 0 ? "empty" : `the least length, ${min}`, "a".repeat(min)),
    right("astral characters", "\u{1F600}".repeat(most)),
    ...(max === undefined
      ? []
      : [
          right(`the greatest length, ${max}`, "a".repeat(max)),
          right(`${max} astral characters`, "\u{1F600}".repeat(max)),
        ]),
  ]);
}

/** Bounds of numbers; `above` and `below` are excluded themselves. */
interface Bounds extends Nullable {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

/** Whole numbers; with `bits: 32` they fit into four bytes. */
export function whole(
  good: number,
  bounds: Bounds & { readonly bits?: 32 } = {},
): Values {
  const { min, max, above, below, bits, nullable } = bounds;
  const least = min ?? (above === undefined ? undefined : above + 1);
  const most = max ?? (below === undefined ? undefined : below - 1);
  const refused = [
    ...wrongType("no number", true, nullable),
    ...outside(bounds, (value) => value, 1),
    wrong("no integer", (least ?? (most === undefined ? 0 : most - 1)) + 0.5),
    ...(bits === undefined || most !== undefined
      ? []
      : [wrong("more than 32 bits", 2 ** 31)]),
  ];
  return values(good, refused, [
    ...ofNull(nullable),
    ...(least === undefined ? [] : [right(`the least value, ${least}`, least)]),
    ...(most === undefined ? [] : [right(`the greatest value, ${most}`, most)]),
  ]);
}

/** Exact decimals of so many digits, `scale` of them after the point; they travel as text. */
export function decimal(
  good: string,
  precision: number,
  scale: number,
  bounds: Bounds = {},
): Values {
  const { min, max, above, below, nullable } = bounds;
  const unit = 10 ** scale;
  const show = (units: number): string => (units / unit).toFixed(scale);
  const units = (value: number): number => Math.round(value * unit);
  const least =
    min === undefined
      ? above === undefined
        ? undefined
        : units(above) + 1
      : units(min);
  const most =
    max === undefined
      ? below === undefined
        ? 10 ** precision - 1
        : units(below) - 1
      : units(max);
  const inside = show(least ?? most - 1);
  const refused = [
    ...wrongType(12, false, nullable),
    ...outside(bounds, (value) => show(Math.round(value)), 1, unit),
    wrong(
      "too many digits after the point",
      `${inside}${scale === 0 ? "." : ""}1`,
    ),
    ...(max === undefined && below === undefined
      ? [wrong("too many digits", show(10 ** precision))]
      : []),
    wrong("no number", "twelve"),
  ];
  const round = String(Math.ceil((least ?? 0) / unit));
  return values(good, refused, [
    ...ofNull(nullable),
    ...(least === undefined
      ? []
      : [right(`the least value, ${show(least)}`, show(least))]),
    right(`the greatest value, ${show(most)}`, show(most)),
    ...(scale === 0 || Number(round) * unit > most
      ? []
      : [
          {
            boundary: "without digits after the point",
            value: round,
            shown: `${round}.${"0".repeat(scale)}`,
          },
        ]),
  ]);
}

/** True or false. */
export function flag(good: boolean, { nullable }: Nullable = {}): Values {
  return values(good, wrongType("yes", true, nullable), [
    ...ofNull(nullable),
    right("true", true),
    right("false", false),
  ]);
}

/** One of these words; the first is the good one. */
export function oneOf(
  members: readonly [string, ...string[]],
  { nullable }: Nullable = {},
): Values {
  const refused = [
    ...wrongType(12, true, nullable),
    wrong("no member", "not_a_member"),
  ];
  return values(members[0], refused, [
    ...ofNull(nullable),
    ...members.map((member) => right(`the member ${member}`, member)),
  ]);
}

/** Values that are told one by one: `[fault, value, what is to blame inside]` and `[boundary, value, how it is shown]`. */
export function listed(
  good: unknown,
  refused: readonly (readonly [fault: string, value: unknown, at?: string])[],
  accepted: readonly (readonly [
    boundary: string,
    value: unknown,
    shown?: unknown,
  ])[] = [],
): Values {
  return {
    good,
    refused: refused.map(([fault, value, at = ""]) => ({
      fault,
      value,
      inUrl: false,
      at,
    })),
    accepted: accepted.map(([boundary, value, shown]) => ({
      boundary,
      value,
      shown,
    })),
  };
}

/** The boundaries that are no other value's double and not the good value, which tests send anyway. */
function values(
  good: unknown,
  refused: readonly Refused[],
  accepted: readonly Accepted[],
): Values {
  const distinct = accepted.filter(
    ({ value }, index) =>
      value !== good &&
      accepted.findIndex((other) => other.value === value) === index,
  );
  return { good, refused, accepted: distinct };
}

function wrong(fault: string, value: unknown): Refused {
  return { fault, value, inUrl: true };
}

function right(boundary: string, value: unknown): Accepted {
  return { boundary, value, shown: value };
}

function wrongType(
  value: unknown,
  inUrl: boolean,
  nullable: true | undefined,
): readonly Refused[] {
  const ofType = { fault: "of the wrong type", value, inUrl };
  return nullable === true
    ? [ofType]
    : [{ fault: "null", value: null, inUrl: false }, ofType];
}

function ofNull(nullable: true | undefined): readonly Accepted[] {
  return nullable === true ? [right("null", null)] : [];
}

/** Just beyond each bound; `step` and `unit` say how far and in what numbers are counted. */
function outside(
  { min, max, above, below }: Bounds,
  show: (value: number) => unknown,
  step: number,
  unit = 1,
): readonly Refused[] {
  const beyond = (
    fault: string,
    bound: number | undefined,
    distance: number,
  ): readonly Refused[] =>
    bound === undefined ? [] : [wrong(fault, show(bound * unit + distance))];
  return [
    ...beyond("below the minimum", min, -step),
    ...beyond("the excluded minimum", above, 0),
    ...beyond("above the maximum", max, step),
    ...beyond("the excluded maximum", below, 0),
  ];
}
