import { gzipSync } from "node:zlib";

/** One tar entry; everything a hostile packer might write can be said. */
export interface Entry {
  readonly name: string | Buffer;
  readonly body?: string | Uint8Array;
  readonly type?: string;
  readonly link?: string;
  /** Overrides the true size. */
  readonly size?: number | "binary";
  readonly magic?: "ustar" | "gnu";
  readonly prefix?: string;
  /** Changes the header's bytes before they are summed up. */
  readonly patch?: (header: Buffer) => void;
}

/** A .tgz with a Chart.yaml and what else is asked for; `level` changes the bytes, not the content. */
export function makeChart(
  name: string,
  version: string,
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly level?: number;
    readonly appVersion?: string;
  } = {},
): Buffer {
  const appVersion = options.appVersion === undefined ? "" : `appVersion: ${JSON.stringify(options.appVersion)}\n`;
  const files = {
    "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: ${version}\n${appVersion}`,
    "templates/configmap.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  of: ${version}\n`,
    ...options.files,
  };
  return gzipTar(
    Object.entries(files).map(([path, body]) => ({ name: `${name}/${path}`, body })),
    options.level,
  );
}

export function gzipTar(entries: readonly Entry[], level = 6): Buffer {
  return gzipSync(tar(entries), { level });
}

export function tar(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocks), Buffer.alloc(1024)]);
}

function blocks(entry: Entry): readonly Buffer[] {
  const body = Buffer.from(entry.body ?? "");
  const header = Buffer.alloc(512);
  Buffer.from(entry.name).copy(header, 0, 0, 100);
  header.write("0000644\0", 100);
  if (entry.size === "binary") {
    header[124] = 0x80;
    header.writeUInt32BE(body.length, 132);
  } else header.write(`${(entry.size ?? body.length).toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write(entry.type ?? "0", 156);
  header.write(entry.link ?? "", 157);
  header.write(entry.magic === "gnu" ? "ustar  \0" : "ustar\x0000", 257);
  header.write(entry.prefix ?? "", 345);
  entry.patch?.(header);
  header.write(" ".repeat(8), 148);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}

/** A PAX extended header for the next entry. */
export function pax(records: Readonly<Record<string, string>>): Entry {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = Buffer.byteLength(rest) + 1;
    while (Buffer.byteLength(`${length}${rest}`) !== length) length = Buffer.byteLength(`${length}${rest}`);
    return `${length}${rest}`;
  });
  return { name: "PaxHeaders/x", type: "x", body: lines.join("") };
}
