extension HTMLReport {
  /// For light and dark screens, and telephones, on which tables stack and figures scroll.
  static let style = """
    :root { color-scheme: light dark; --ink: #1d2329; --faint: #5d6670; --line: #d9dee3; --paper: #ffffff;
      --holds: #00664c; --fails: #a63f00; --code: #f3f5f7; --link: #005a91; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --faint: #9aa4ae; --line: #3a424a;
      --paper: #15191d; --holds: #4cc9a0; --fails: #ff9a5c; --code: #22282e; --link: #7cc0ee; } }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
    main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
    h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
    p { max-width: 44rem; } a { color: var(--link); }
    .small { color: var(--faint); font-size: .85rem; margin: .25rem 0 0; }
    .question { font-size: 1.15rem; } .verdict { font-weight: 600; }
    .holds { color: var(--holds); white-space: nowrap; } .fails { color: var(--fails); white-space: nowrap; }
    .warning { border-left: 3px solid var(--fails); padding-left: .75rem; }
    figure { margin: 1.5rem 0; } figure svg { display: block; width: 100%; height: auto; border-radius: 4px; }
    img { max-width: 100%; height: auto; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .875rem; margin: .5rem 0 1rem; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
    th { color: var(--faint); font-weight: 600; }
    .numbers td { font-variant-numeric: tabular-nums; white-space: nowrap; } .plain thead { display: none; }
    .value { white-space: nowrap; }
    code { font: .85em ui-monospace, "DejaVu Sans Mono", monospace; background: var(--code); padding: .1em .3em;
      border-radius: 3px; overflow-wrap: anywhere; }
    @media (max-width: 40rem) { .stacked, .stacked tbody, .stacked tr, .stacked td { display: block; }
      .stacked thead { display: none; } .stacked tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
      .stacked td { border: none; padding: 0; } .claims td:last-child::before { content: "measured: "; }
      figure { overflow-x: auto; } figure svg { min-width: 40rem; } }
    """
}
