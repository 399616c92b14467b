import { isDate, isDateTime, isDuration, isPeriod, isTime } from "./time-formats.ts";
import { isEmail, isHostname, isIpv4, isIpv6 } from "./host-formats.ts";
import { isUri, isUriReference, isUriTemplate } from "./uri-formats.ts";

/** Whether a string has a format. Other values than strings have every format. */
export type FormatCheck = (text: string) => boolean;

/**
 * The formats that Helm's library (santhosh-tekuri/jsonschema, format.go) asserts, as it does; unknown ones mean nothing.
 * `regex` is not here, since it needs Go's engine.
 */
export const FORMATS: ReadonlyMap<string, FormatCheck> = new Map<string, FormatCheck>([
  ["json-pointer", isJsonPointer],
  ["relative-json-pointer", isRelativeJsonPointer],
  ["uuid", (text) => /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/.test(text)],
  ["duration", isDuration],
  ["period", isPeriod],
  ["ipv4", isIpv4],
  ["ipv6", isIpv6],
  ["hostname", isHostname],
  ["email", isEmail],
  ["date", isDate],
  ["time", isTime],
  ["date-time", isDateTime],
  ["uri", isUri],
  ["iri", isUri],
  ["uri-reference", isUriReference],
  ["iri-reference", isUriReference],
  ["uri-template", isUriTemplate],
  ["semver", isSemver],
]);

function isJsonPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}

function isRelativeJsonPointer(text: string): boolean {
  const [whole, rest = ""] = /^(?:0|[1-9]\d*)([^]*)$/.exec(text) ?? [];
  return whole !== undefined && (rest === "#" || isJsonPointer(rest));
}

function isSemver(text: string): boolean {
  const [withoutBuild, build] = cut(text, "+");
  const [core, prerelease] = cut(withoutBuild, "-");
  const isBuild = build === undefined || build.split(".").every((part) => /^[0-9A-Za-z-]+$/.test(part));
  const isPrerelease =
    prerelease === undefined ||
    prerelease.split(".").every((part) => /^[0-9A-Za-z-]+$/.test(part) && !/^0\d+$/.test(part));
  return isBuild && isPrerelease && /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/.test(core);
}

function cut(text: string, at: string): readonly [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
