/** A failure of TLS in words. */
export interface TlsFailure {
  readonly why: string;
  readonly hint: string;
}

/** For the error of a socket to `host` (`host[:port]`); undefined when it has nothing to do with TLS. */
export function explainTls(error: Error, host: string): TlsFailure | undefined {
  const code = "code" in error ? String(error.code) : "";
  const folder = `~/.docker/certs.d/${host}`;
  // Some have a code of their own, some only OpenSSL's words: "ssl/tls alert handshake failure".
  const words = `${code} ${error.message}`.toUpperCase().replaceAll(" ", "_");
  const isTls = /CERT|TLS|SSL|EPROTO|UNABLE_TO_VERIFY/.test(code);
  const known = isTls ? FAILURES.find(({ codes }) => codes.test(words)) : undefined;
  if (known) return { why: known.why(error, host), hint: known.hint(host, folder) };
  if (!isTls) return undefined;
  const why = `TLS fails (${code})`;
  return { why, hint: `run \`openssl s_client -connect ${withPort(host)}\` to see what it offers` };
}

interface Known {
  readonly codes: RegExp;
  readonly why: (error: Error, host: string) => string;
  readonly hint: (host: string, folder: string) => string;
}

const FAILURES: readonly Known[] = [
  {
    codes: /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF)/,
    why: () => "its certificate is not from an authority that is trusted here",
    hint: (host, folder) =>
      `ask whoever runs ${host}, or the proxy on the way, for the certificate of their authority and put it into ${folder}/ca.crt, or name its file in SSL_CERT_FILE (docs/charts.md)`,
  },
  {
    codes: /CERT_HAS_EXPIRED/,
    why: () => "its certificate has expired",
    hint: (host) => `tell whoever runs ${host}, and look whether the clock of this computer is right`,
  },
  {
    codes: /CERT_NOT_YET_VALID/,
    why: () => "its certificate is not valid yet",
    hint: (host) => `look whether the clock of this computer is right, and tell whoever runs ${host}`,
  },
  {
    codes: /ERR_TLS_CERT_ALTNAME_INVALID/,
    why: (error, host) => `its certificate is for ${namesIn(error)}, not for ${host.replace(/:\d+$/, "")}`,
    hint: () => "check the address; write the host as its certificate has it",
  },
  {
    codes: /ALERT_CERTIFICATE_REQUIRED|ALERT_HANDSHAKE_FAILURE/,
    why: () => "it refuses to talk, most likely because it wants a client certificate",
    hint: (host, folder) =>
      `put yours into ${folder}/client.cert and client.key (docs/charts.md); ask whoever runs ${host} for one`,
  },
  {
    codes:
      /ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_(UNKNOWN|EXPIRED|REVOKED)|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/,
    why: () => "it does not accept the client certificate",
    hint: (host, folder) => `look whether the certificate in ${folder} is still valid and the one meant for ${host}`,
  },
  {
    codes: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE/,
    why: () => "what answers there does not speak TLS",
    hint: () => "check scheme and port of the address; a service without TLS has an http:// address",
  },
  {
    codes: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/,
    why: () => "it offers no version of TLS that is safe (1.2 and later are)",
    hint: (host) => `tell whoever runs ${host}`,
  },
];

function namesIn(error: Error): string {
  const cert: unknown = "cert" in error ? error.cert : undefined;
  const names = cert !== null && typeof cert === "object" && "subjectaltname" in cert ? cert.subjectaltname : undefined;
  const text = typeof names === "string" ? names.replaceAll(/DNS:|IP Address:/g, "") : "";
  if (text === "") return "no host at all";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function withPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:443`;
}
