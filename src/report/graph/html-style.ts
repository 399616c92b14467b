/** Of the page around the pictures; the pictures bring their own. */
export const HTML_STYLE = `:root{color-scheme:light dark}
body{margin:0;padding:24px;font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;background:#fff;color:#1c2128}
h1{font-size:20px;margin:0 0 4px}h2{font-size:17px;margin:0}section{margin:28px 0 0}
p{margin:2px 0}.quiet{color:#57606a}.scroll{overflow-x:auto;margin:10px 0}
nav ul{padding:0;margin:8px 0 0;display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none}
.about{position:fixed;inset:auto 0 0 0;margin:0;padding:10px 24px;white-space:pre-line;background:#fff;border-top:1px solid #c5ced8}
.about:empty{display:none}
table{border-collapse:collapse;margin:8px 0}th,td{text-align:left;vertical-align:top;padding:4px 14px 4px 0;border-bottom:1px solid #d4dae1}
summary{cursor:pointer}a{color:#0860ca}
.addon{cursor:pointer;outline:none}.addon:focus-visible rect{stroke-width:3;stroke:#0860ca}
svg.active [data-addon]:not(.lit),svg.active [data-from]:not(.lit),svg.active [data-one]:not(.lit){opacity:.16}
svg.active .need.lit .line{stroke-width:2.4}
svg.active .addon.here rect{stroke:#0860ca;stroke-width:3}
@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e8edf3}.about{background:#151b23;border-color:#3d4652}.quiet{color:#9aa4af}th,td{border-color:#333c47}
a{color:#5aa5ff}.addon:focus-visible rect,svg.active .addon.here rect{stroke:#5aa5ff}}
@media print{.about,nav{display:none}}`;
