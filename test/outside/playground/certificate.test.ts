import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { expect, it } from "vitest";
import { issueAuthority, issueServer, privateKeyPem } from "../../../src/outside/playground/certificate.ts";

const authority = issueAuthority("test-ca");
const names = { dns: ["localhost", "kubernetes.default.svc"], ips: ["127.0.0.1"] };
const server = issueServer(authority, "test-server", names);

it("issues what the authority vouches for", () => {
  const [issuer, subject] = [new X509Certificate(authority.certificate), new X509Certificate(server.certificate)];
  expect(issuer.ca).toBe(true);
  expect(issuer.verify(issuer.publicKey)).toBe(true);
  expect(subject.ca).toBe(false);
  expect(subject.checkIssued(issuer)).toBe(true);
  expect(subject.verify(issuer.publicKey)).toBe(true);
  expect(subject.subject).toBe("CN=test-server");
  expect(subject.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(subject.subjectAltName).toBe("DNS:localhost, DNS:kubernetes.default.svc, IP Address:127.0.0.1");
  expect(subject.checkPrivateKey(server.key)).toBe(true);
});

it("gives every certificate a serial number of its own", () => {
  const serials = Array.from({ length: 20 }, () => issueServer(authority, "x", names).certificate).map(
    (pem) => new X509Certificate(pem).serialNumber,
  );
  expect(new Set(serials).size).toBe(20);
});

it("is taken in a TLS handshake under its names, and under no other", async () => {
  const listening = createServer({ cert: server.certificate, key: privateKeyPem(server.key) }, (socket) =>
    socket.end(),
  );
  listening.on("tlsClientError", () => {});
  listening.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  const handshake = async (servername: string, ca: string): Promise<string> => {
    const socket = connect({ host: "127.0.0.1", port, servername, ca });
    return await once(socket, "secureConnect").then(
      () => (socket.destroy(), "trusted"),
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    );
  };
  try {
    expect(await handshake("localhost", authority.certificate)).toBe("trusted");
    expect(await handshake("other", authority.certificate)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(await handshake("localhost", issueAuthority("test-ca").certificate)).not.toBe("trusted");
  } finally {
    listening.close();
  }
});

it("refuses what is no IPv4 address", () => {
  expect(() => issueServer(authority, "x", { dns: [], ips: ["::1"] })).toThrow("Not an IPv4 address: ::1");
});
