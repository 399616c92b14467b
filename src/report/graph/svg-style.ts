/** Plain rules without variables: programs that are no browser understand them, too. */
interface Scheme {
  readonly page: string;
  readonly band: string;
  readonly box: string;
  readonly edge: string;
  readonly text: string;
  readonly dim: string;
  readonly need: string;
  readonly inferred: string;
  readonly conflict: string;
  readonly critical: string;
  readonly criticalBox: string;
}

const LIGHT: Scheme = {
  page: "#ffffff",
  band: "#f4f6f8",
  box: "#ffffff",
  edge: "#c5ced8",
  text: "#1c2128",
  dim: "#57606a",
  need: "#8a949e",
  inferred: "#9a6700",
  conflict: "#cf222e",
  critical: "#0860ca",
  criticalBox: "#e3f0ff",
};

const DARK: Scheme = {
  page: "#0d1117",
  band: "#151b23",
  box: "#1f2630",
  edge: "#3d4652",
  text: "#e8edf3",
  dim: "#9aa4af",
  need: "#758190",
  inferred: "#d8a02b",
  conflict: "#ff6b63",
  critical: "#5aa5ff",
  criticalBox: "#132f52",
};

export const SVG_STYLE = `text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:13px}
.title{font-size:17px;font-weight:600}.small{font-size:11.5px}.wave{font-size:11.5px;font-weight:600}
.line{fill:none;stroke-width:1.3}.inferred .line{stroke-dasharray:6 4;stroke-width:1.6}.critical .line{stroke-width:2.6}
.conflict .line{stroke-width:1.8}.mark{stroke-width:1.8}.addon rect{stroke-width:1.2}
.addon.critical rect{stroke-width:2.2}.addon.conflict rect{stroke-width:2}
${colours(LIGHT)}
@media (prefers-color-scheme:dark){
${colours(DARK)}
}`;

function colours(scheme: Scheme): string {
  return `.page{fill:${scheme.page}}.band{fill:${scheme.band}}text{fill:${scheme.text}}.dim{fill:${scheme.dim}}
.line{stroke:${scheme.need}}.head{fill:${scheme.need}}.addon rect{fill:${scheme.box};stroke:${scheme.edge}}
.inferred .line{stroke:${scheme.inferred}}.inferred .head{fill:${scheme.inferred}}
.critical .line{stroke:${scheme.critical}}.critical .head{fill:${scheme.critical}}
.addon.critical rect{stroke:${scheme.critical};fill:${scheme.criticalBox}}
.conflict .line,.mark{stroke:${scheme.conflict}}.conflict .head{fill:${scheme.conflict}}.disc{fill:${scheme.page}}
.addon.conflict rect{stroke:${scheme.conflict}}`;
}
