const pattern =
  /^([+-])?P(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?(?:T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?\d+(?:\.\d+)?)S)?)?$/;

/** The instant after an ISO 8601 duration, which may be negative as a whole or in parts; undefined when it is none. */
export function instantAfter(start: Date, duration: string): Date | undefined {
  const match = pattern.exec(duration);
  if (match === null || /[PT]$/.test(duration)) return undefined;
  const sign = match[1] === "-" ? -1 : 1;
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(2)
    .map((part) => sign * Number(part ?? 0));
  const instant = new Date(start);
  instant.setUTCFullYear(
    instant.getUTCFullYear() + (years ?? 0),
    instant.getUTCMonth() + (months ?? 0),
    instant.getUTCDate() + (weeks ?? 0) * 7 + (days ?? 0),
  );
  const milliseconds =
    (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
  return new Date(instant.getTime() + milliseconds);
}
