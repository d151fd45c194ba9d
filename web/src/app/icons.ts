// Icons of 20 by 20, drawn with lines in the colour of the text around them.

const PATHS = {
  add: "M10 4v12M4 10h12",
  box: "M10 3 4 6v8l6 3 6-3V6zM4 6l6 3 6-3M10 9v8",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  chevron: "m6 8 4 4 4-4",
  close: "m5.5 5.5 9 9M14.5 5.5l-9 9",
  compare: "M7 4v12M13 4v12M4 7h6M10 13h6",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  download: "M10 4v8.5M6.5 9.5 10 13l3.5-3.5M4.5 16h11",
  error: "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM10 7v3.5M10 13.2v.1",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  file: "M5.5 3.5H11l4 4v9h-9.5zM11 3.5v4h4",
  folder: "M3.5 5.5h4.5l1.5 2h7v8h-13z",
  form: "M4 5h12M4 10h5M4 15h5M12 8.5h4v3h-4zM12 13.5h4v3h-4z",
  format: "M4 5h12M7 9h9M7 12.5h6M4 16h12",
  image: "M4 6.5 10 3.5l6 3M4 6.5V13l6 3.5 6-3.5V6.5M7 5l6 3.2M10 10v6.5M4 6.5 10 10l6-3.5",
  info: "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM10 9v4.5M10 6.7v.1",
  job: "M6 4.5v11l9-5.5z",
  key: "M7 9.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM9.2 10.4 16 3.8M13.5 6.2l2 2",
  layers: "m10 3.5 7 3.500-7 3.500-7-3.500zM3.500 10.200 10 13.500l6.500-3.300M3.500 13.200 10 16.500l6.500-3.300",
  link: "M8.500 11.500a3 3 0 0 0 4.200 0l2.800-2.800a3 3 0 0 0-4.200-4.200L10 5.700M11.500 8.500a3 3 0 0 0-4.200 0l-2.800 2.800a3 3 0 0 0 4.200 4.200l1.300-1.200",
  lock: "M5.500 9h9v7h-9zM7.500 9V6.500a2.500 2.500 0 0 1 5 0V9",
  moon: "M15.800 12A6.500 6.500 0 0 1 8 4.200 6.500 6.500 0 1 0 15.800 12z",
  note: "M5 3.500h10v13H5zM7.500 7h5M7.500 10h5M7.500 13h3",
  open: "M3.500 15.500v-10H8l1.500 2h6v2M3.500 15.500l2.200-6h11.800l-2.200 6z",
  paste: "M7.500 4.500h-2v12h9v-12h-2M7.500 3.500h5v2.500h-5z",
  redo: "M15.500 8H8a4 4 0 0 0 0 8h3M15.500 8l-3-3M15.500 8l-3 3",
  search: "M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM12.700 12.700 16.500 16.500",
  settings:
    "M4 6.500h6M14 6.500h2M4 13.500h2M10 13.500h6M12 4.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM8 11.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  shield: "M10 3.500 4.500 5.500v4c0 3.500 2.300 5.800 5.500 7 3.200-1.200 5.500-3.500 5.500-7v-4z",
  sun: "M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM10 2.500V4M10 16v1.500M2.500 10H4M16 10h1.500M4.700 4.700l1 1M14.300 14.300l1 1M15.300 4.700l-1 1M5.700 14.300l-1 1",
  system: "M3.500 4.500h13v9h-13zM7.500 16.500h5M10 13.500v3",
  terminal: "M3.500 4.500h13v11h-13zM6 8l2.500 2L6 12M10.500 12.500h3.500",
  undo: "M4.500 8H12a4 4 0 0 1 0 8H9M4.500 8l3-3M4.500 8l3 3",
  warning: "M10 3.800 17 16H3zM10 8.500v3.500M10 13.900v.1",
  wrap: "M4 5h12M4 10h10a2.500 2.500 0 0 1 0 5h-3M12.500 13 10.500 15l2 2M4 15h3",
} as const;

export type IconName = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

/** An icon; whoever shows it says in words what it means. */
export function icon(name: IconName): SVGSVGElement {
  return drawn(PATHS[name], 20, "icon");
}

/**
 * 中文, drawn: two characters would make the browser look for a font that has them, which takes as long as all other
 * words of the page together.
 */
export function chineseName(): SVGSVGElement {
  const zhong = "M3 6.500h11v5.500H3zM8.500 3.500v13";
  const wen =
    "M25.500 3.500v2.500M19.500 6.500h12M28.800 6.500c-1.300 4.500-4 8-8.800 10M22.200 6.500c1.300 4.500 4 8 8.800 10";
  return drawn(zhong + wen, 35, "icon wide");
}

function drawn(lines: string, width: number, className: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} 20`);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", lines);
  svg.append(path);
  return svg;
}
