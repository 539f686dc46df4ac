namespace Stylize.Benchmarks.Figures;

/// <summary>A table of docs/evidence/performance.md.</summary>
/// <param name="Name">Name for <c>report --only</c>.</param>
/// <param name="Title">Heading on the page.</param>
/// <param name="Text">States the measured quantity and the source of the goals. Markdown; wrapped when printed.</param>
/// <param name="Measure">Takes the measurements.</param>
internal sealed record Figure(string Name, string Title, string Text, Func<FigureContext, FigureTable> Measure);

/// <summary>A section of docs/evidence/performance.md.</summary>
internal sealed record FigureSection(string Title, string Text, IReadOnlyList<Figure> Figures);
