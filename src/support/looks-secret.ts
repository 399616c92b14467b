const SECRET_KEY =
  /pass(?:word|wd|phrase)?$|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|auth(?:orization)?$|connection[-_]?string|dsn$/i;
/** Names of objects and switches, not secrets themselves: `existingSecret: grafana-admin`, `secretName`, `tokenTTL`. */
export const NOT_SECRET =
  /(?:name|ref|refs|namespace|enabled|create|key|keys|path|file|ttl|type|url|audience|expiry)$|^existing|^use|^create/i;
const SECRET_ANYWAY = /(?:api|access|private|secret)[-_]?keys?$/i;

/** Whether a key is one whose value is a secret: `adminPassword`, not `passwordKey` or `existingSecret`. */
export function looksSecret(key: string): boolean {
  return SECRET_ANYWAY.test(key) || (SECRET_KEY.test(key) && !NOT_SECRET.test(key));
}
