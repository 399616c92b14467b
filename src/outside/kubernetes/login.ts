import { readFile } from "node:fs/promises";
import { AddonsError } from "../../support/addons-error.ts";
import type { Redactor } from "../../support/redact.ts";
import type { Connection } from "./connection.ts";
import { runExecPlugin } from "./run-exec-plugin.ts";
import type { ExecCredential, LoginOutside } from "./run-exec-plugin.ts";

/** The login of one connection; asked for before each request, renewed after a 401. */
export interface Login {
  current(): Promise<Credentials>;
  /** Fetches anew; false when there is nothing that could change (a fixed token). */
  renew(): Promise<boolean>;
}

export interface Credentials {
  readonly authorization?: string;
  /** PEM pair from an exec plugin. */
  readonly cert?: string;
  readonly key?: string;
}

export function createLogin(connection: Connection, outside: LoginOutside): Login {
  const source = connection.login;
  switch (source.kind) {
    case "none":
      return fixed({});
    case "token":
      outside.redactor.add([source.token]);
      return fixed({ authorization: `Bearer ${source.token}` });
    case "basic": {
      const pair = Buffer.from(`${source.username}:${source.password}`).toString("base64");
      outside.redactor.add([source.password, pair]);
      return fixed({ authorization: `Basic ${pair}` });
    }
    case "token-file":
      return renewable(() => fromFile(source.path, outside.redactor));
    case "exec":
      return renewable(async () =>
        fromPlugin(await runExecPlugin(connection.context, source, outside), outside.redactor),
      );
  }
}

function fixed(credentials: Credentials): Login {
  return { current: async () => credentials, renew: async () => false };
}

/** One fetch at a time, shared by all requests that wait for it; a failure is not remembered. */
function renewable(fetchCredentials: () => Promise<Credentials>): Login {
  let known: Promise<Credentials> | undefined;
  let renewing: Promise<boolean> | undefined;
  const start = (): Promise<Credentials> => {
    const fetched = fetchCredentials();
    known = fetched;
    fetched.catch(() => {
      if (known === fetched) known = undefined;
    });
    return fetched;
  };
  return {
    current: async () => known ?? start(),
    async renew() {
      renewing ??= start()
        .then(() => true)
        .finally(() => {
          renewing = undefined;
        });
      return renewing;
    },
  };
}

async function fromFile(path: string, redactor: Redactor): Promise<Credentials> {
  try {
    const token = (await readFile(path, "utf8")).trim();
    redactor.add([token]);
    return { authorization: `Bearer ${token}` };
  } catch (cause) {
    throw new AddonsError("KUBE-CONFIG-BROKEN", `The token file ${path} of the kubeconfig cannot be read.`, {
      kind: "failed",
      hint: "log in again, or correct tokenFile in the kubeconfig",
      cause,
    });
  }
}

function fromPlugin(credential: ExecCredential, redactor: Redactor): Credentials {
  redactor.add([credential.token ?? "", credential.key ?? ""]);
  return {
    ...(credential.token !== undefined && { authorization: `Bearer ${credential.token}` }),
    ...(credential.cert !== undefined && { cert: credential.cert }),
    ...(credential.key !== undefined && { key: credential.key }),
  };
}
