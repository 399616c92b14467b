/** `90`, `90s`, `10m`, `1h30m`, `30d` as whole seconds; `undefined` for anything else, zero included. */
export function duration(text: string): number | undefined {
  const match =
    /^(?:(?<plain>\d{1,7})|(?:(?<days>\d{1,4})d)?(?:(?<hours>\d{1,4})h)?(?:(?<minutes>\d{1,5})m)?(?:(?<seconds>\d{1,7})s)?)$/.exec(
      text,
    );
  if (match?.groups === undefined) return undefined;
  const number = (name: string): number => Number(match.groups?.[name] ?? 0);
  const total =
    number("plain") + number("days") * 86_400 + number("hours") * 3600 + number("minutes") * 60 + number("seconds");
  return total > 0 ? total : undefined;
}
