import { checkLock } from "../../src/lock/staleness/check-lock.ts";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import { LOCK_FILE, type Pin } from "../../src/lock/lockfile.ts";
import { printLock } from "../../src/lock/text/print-lock.ts";
import { readLock } from "../../src/lock/text/read-lock.ts";
import { verifyLock } from "../../src/lock/verify/verify-lock.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import type { ChartSource } from "../../src/sources/chart-source.ts";
import type { AllowedSigner, SourceSettings } from "../../src/sources/source-settings.ts";
import { programPath } from "../cluster/plane.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { environment } from "./environments.ts";

type Policy = Partial<Pick<SourceSettings, "verify" | "mirrors" | "signers">>;

/** Who signs: `team.asc` is there in every test, `other.gpg` where a second hand is needed. */
export const TEAM: AllowedSigner = { kind: "pgp", keyring: "charts/keys/team.asc" };
export const OTHER: AllowedSigner = { kind: "pgp", keyring: "charts/keys/other.gpg" };

/** A project with one add-on from this source; each run reads what is there then. */
export function signedProject(
  source: ChartSource,
  address: string,
  keys: Readonly<Record<string, string | Uint8Array>>,
) {
  const root = workFolder(keys);
  const files = createFiles(root);
  const environments = (version: string) => [environment("dev", { web: { chart: source, version } })];
  const chartsFor = (policy: Policy) => {
    const settings = {
      source: address,
      mirrors: [],
      indexDigest: "refuse",
      verify: "required",
      signers: [TEAM],
      ...policy,
    } as const;
    return archivesFor(root, {
      settings: [settings],
      env: { ADDONS_HELM: programPath("helm4"), PATH: process.env["PATH"] ?? "" },
    }).charts;
  };
  return {
    root,
    /** The pin that `addons lock` makes, or the code and kind of its refusal. */
    lock: async (
      policy: Policy,
      { wants = "*", update = "none" }: { wants?: string; update?: "none" | "all" } = {},
    ): Promise<Pin | string> => {
      try {
        const { lock } = await lockEnvironments(
          { environments: environments(wants), update },
          {
            files: createFiles(root),
            charts: chartsFor(policy),
            images: async () => Promise.reject(new Error("no images")),
          },
        );
        return lock.addons["web"]?.["dev"] ?? "no pin";
      } catch (error) {
        const { code, kind, message } = error as { code?: string; kind?: string; message: string };
        return code === undefined ? message : `${code} ${kind} ${message}`;
      }
    },
    /** What `addons lock --check` says, and the requests that it made. */
    check: async (policy: Policy, wants = "*") => {
      const charts = chartsFor(policy);
      const stale = await checkLock(
        { environments: environments(wants), lock: await readLock(createFiles(root)) },
        { charts },
      );
      return { reasons: stale.map(({ reason }) => reason), requests: charts.requests };
    },
    verify: async (policy: Policy) => {
      const read = await readLock(createFiles(root));
      if (read.kind !== "read") throw new Error("no lock");
      const pins = await verifyLock({ lock: read.lock }, { charts: chartsFor(policy) });
      return pins.flatMap(({ findings }) => findings.map(({ kind }) => kind));
    },
    /** Changes the pin as somebody does who writes into the lock by hand. */
    edit: async (change: (pin: Pin) => Pin): Promise<void> => {
      const read = await readLock(files);
      const pin = read.kind === "read" ? read.lock.addons["web"]?.["dev"] : undefined;
      if (pin === undefined) throw new Error("no pin");
      await files.write(LOCK_FILE, printLock({ lockVersion: 1, addons: { web: { dev: change(pin) } } }));
    },
    /** The bytes that `addons sync` would install. */
    install: async (policy: Policy): Promise<string> => {
      const read = await readLock(files);
      const pin = read.kind === "read" ? read.lock.addons["web"]?.["dev"] : undefined;
      return pin === undefined ? "no pin" : (await chartsFor(policy).pinned(pin)).archive;
    },
    forget: async () => await files.write(LOCK_FILE, "lockVersion: 1\n\naddons: {}\n"),
  };
}
